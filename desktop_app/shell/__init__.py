"""The worker thread and the app's state. QtCore only; never draws, never imports torch."""
