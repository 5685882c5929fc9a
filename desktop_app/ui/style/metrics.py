"""The sizes of the design, in px at 100 %, and the length of its motions in ms."""

from __future__ import annotations

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 12, 16, 24


RADIUS_CONTROL, RADIUS_CARD, RADIUS_COMPOSER = 10, 16, 18


COLUMN_WIDTH = 760


SIDEBAR_WIDTH = 256


HEADER_HEIGHT = 76


MOTION_MS = 150


BODY_PX, TITLE_PX, HEADLINE_PX, SECONDARY_PX = 15, 17, 23, 12


LINE_PX = 23
