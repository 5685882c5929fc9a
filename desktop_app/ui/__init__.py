"""Widgets: they render state and emit intent."""
