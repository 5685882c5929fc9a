"""Private, offline, mood-aware chat: one small language model judges and answers."""

__version__ = "0.1.0"
