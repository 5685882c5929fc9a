"""The Qt style sheet, with named places for the theme's colours and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

_SHEET = Template("""
* { outline: none; }
QMainWindow, #mainArea { background: $window; }
QToolTip {
    background: $surface; color: $text; border: 1px solid $border; padding: 6px 8px;
}
QLabel { background: transparent; color: $text; }
QLabel[tone="secondary"] { color: $secondary; font-size: ${secondary_px}px; }
QLabel[tone="small"] { font-size: ${secondary_px}px; }
QLabel[tone="soft"] { color: $secondary; }
QLabel[tone="failure"] { color: $negative; font-size: ${secondary_px}px; }
QLabel[tone="title"] { font-size: ${title_px}px; font-weight: 600; }
QLabel[tone="headline"] { font-size: ${headline_px}px; font-weight: 600; }
QLabel[tone="brand"] { font-weight: 600; }
QLabel[tone="strong"] { font-weight: 600; }

QLabel[kind="key"] {
    background: $button; border: 1px solid $border; border-radius: 6px; padding: 2px 8px;
    font-size: ${secondary_px}px;
}

#sidebar { background: $sidebar; border: none; border-right: 1px solid $border; }
#header { background: $window; border: none; border-bottom: 1px solid $border; }

QPushButton {
    background: $button; color: $text; border: 1px solid $border;
    border-radius: ${control}px; padding: 7px 14px;
}
QPushButton:hover { background: $surface; }
QPushButton:pressed { background: $pressed; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $secondary; }

QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border: 2px solid $accent; font-weight: 600;
    padding: 6px 15px;
}
QPushButton[kind="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; padding: 6px 15px; }
QPushButton[kind="primary"]:disabled {
    background: $track; border-color: $track; color: $secondary;
}

QPushButton[kind="send"] {
    background: $accent; color: $on_accent; border: 2px solid $accent; font-weight: 600;
    border-radius: ${send_radius}px; padding: 4px 16px 4px 12px; min-height: ${send_height}px;
}
QPushButton[kind="send"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="send"]:focus { border: 2px solid $text; }
QPushButton[kind="send"]:disabled { background: $track; border-color: $track; color: $secondary; }

QPushButton[kind="suggestion"] {
    background: $surface; text-align: left; border-radius: ${control}px; padding: 10px 14px;
}
QPushButton[kind="suggestion"]:hover { background: $selected; }
QPushButton[kind="suggestion"]:focus { border: 2px solid $accent; padding: 9px 13px; }

QPushButton[kind="link"] {
    background: transparent; border: 2px solid transparent; color: $accent; padding: 1px 6px;
    font-size: ${secondary_px}px; border-radius: 6px;
}
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; }

QPushButton[kind="way"] {
    background: transparent; border: 2px solid transparent; color: $accent; padding: 4px 8px;
}
QPushButton[kind="way"]:hover { background: $hover; }
QPushButton[kind="way"]:checked { background: $bubble; color: $text; }
QPushButton[kind="way"]:focus { border: 2px solid $accent; }

QPushButton[kind="card"] {
    background: $surface; text-align: left; padding: 8px 12px; font-size: ${secondary_px}px;
    font-weight: 600;
}
QPushButton[kind="card"]:hover { background: $selected; }
QPushButton[kind="card"]:focus { border: 2px solid $accent; padding: 7px 11px; }

QLineEdit, QDoubleSpinBox {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${control}px;
    padding: 6px 10px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $secondary;
}
QLineEdit:focus, QDoubleSpinBox:focus { border: 2px solid $accent; padding: 5px 9px; }
QDoubleSpinBox QLineEdit, QDoubleSpinBox QLineEdit:focus {
    background: transparent; border: none; padding: 0;
}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; }

QRadioButton { color: $text; spacing: 8px; padding: 3px; border-radius: 6px;
    border: 2px solid transparent; }
QRadioButton:focus { border: 2px solid $accent; }
QRadioButton::indicator {
    width: ${radio_inner}px; height: ${radio_inner}px; border: 2px solid $secondary;
    border-radius: ${radio_radius}px;
    background: $surface;
}
QRadioButton::indicator:checked {
    width: ${radio_dot}px; height: ${radio_dot}px; border: ${radio_ring}px solid $accent;
}

QToolButton {
    background: transparent; border: 2px solid transparent; border-radius: ${control}px;
    padding: 4px;
}
QToolButton:hover { background: $hover; }
QToolButton:focus { border: 2px solid $accent; }
QToolButton[kind="action"] { border-radius: 6px; padding: 1px; }
QToolButton[kind="floating"] {
    background: $surface; border: 1px solid $border; border-radius: 18px;
}
QToolButton[kind="floating"]:focus { border: 2px solid $accent; }

QFrame[kind="card"] {
    background: $surface; border: 1px solid $border; border-radius: ${card}px;
}
QFrame[kind="line"] { background: $border; border: none; }
QScrollArea[kind="page"], QWidget[kind="page"] { background: $window; border: none; }
QScrollArea[kind="scrolled"] { background: transparent; border: none; }
QFrame[kind="notice"] {
    background: $unsure_ground; border: 1px solid $border; border-radius: ${control}px;
}
QFrame[kind="notice"][tone="success"] {
    background: $positive_ground; border-color: $positive;
}
QFrame[kind="notice"][tone="error"] {
    background: $negative_ground; border-color: $negative;
}
#passing QFrame[kind="notice"] { margin-top: 8px; }
QFrame[kind="attachment"] {
    background: $bubble; border: 1px solid $border; border-radius: ${control}px;
}
QFrame[kind="composer"] {
    background: $surface; border: 1px solid $border; border-radius: ${composer}px;
}
QFrame[kind="composer"] QToolButton:hover { background: $track; }
QFrame[kind="composer"][active="true"] { border: 1px solid $active_border; }

QTextEdit, QPlainTextEdit {
    background: transparent; border: none; color: $text;
    selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $secondary;
}

QProgressBar { background: $track; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QProgressBar[kind="thick"] { border-radius: 5px; max-height: 10px; min-height: 10px; }
QProgressBar[kind="thick"]::chunk { border-radius: 5px; }
QPlainTextEdit[kind="document"] {
    background: $window; border: 1px solid $border; border-radius: ${control}px; padding: 6px;
    font-size: ${secondary_px}px;
}
QPlainTextEdit[kind="document"]:focus { border: 2px solid $accent; padding: 5px; }

QMenu {
    background: $surface; color: $text; border: 1px solid $border; padding: 4px;
}
QComboBox { combobox-popup: 0; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $border; padding: 4px;
    selection-background-color: $selected; selection-color: $text;
}
QComboBox QAbstractItemView::item { padding: 5px 8px; border-radius: 6px; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $selected; color: $text; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $selected; }
QMenu::separator { background: $border; height: 1px; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QMenu::item:disabled { color: $secondary; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical {
    background: $scroll_handle; border-radius: 4px; min-height: 32px; margin: 2px;
}
QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical { height: 0; }
QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical { background: transparent; }
""")


def stylesheet(colours: Mapping[str, str], sizes: Mapping[str, int]) -> str:
    """The sheet for these colours (role -> #RRGGBB) and sizes (name -> px).

    sizes: text sizes body, title, headline, secondary; radii control, card, composer.
    Raises KeyError where one is missing.
    """
    send_height = sizes["body"] + 9
    # even, so that ring and dot have one middle
    radio = 2 * round(sizes["body"] * 8 / 15)
    ring = round(radio * 5 / 16)
    return _SHEET.substitute(
        colours,
        body_px=sizes["body"],
        title_px=sizes["title"],
        headline_px=sizes["headline"],
        secondary_px=sizes["secondary"],
        control=sizes["control"],
        card=sizes["card"],
        composer=sizes["composer"],
        radio_inner=radio - 4,
        radio_radius=radio // 2,
        radio_ring=ring,
        radio_dot=radio - 2 * ring,
        send_height=send_height,
        send_radius=send_height // 2 + 5,
    )
