"""Porte-voix: recorded interviews in, a radio programme and everything around it out."""

from importlib import metadata

__all__ = ["__version__"]

__version__ = metadata.version("porte-voix")
