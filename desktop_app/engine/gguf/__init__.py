"""A GGUF file to a model folder: reading the format, and writing what this program runs."""

from desktop_app.engine.gguf.convert import convert_gguf

__all__ = ["convert_gguf"]
