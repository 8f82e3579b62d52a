"""Where Jupyter and Tornado end: thin handlers over the rooms."""

from __future__ import annotations

from .routes import handlers

__all__ = ["handlers"]
