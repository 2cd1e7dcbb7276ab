"""Where the shipped templates lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def templates() -> Path:
    """The ``templates`` folder: ``instruments/``, ``reports/``, ``html/``, ``demo/``."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
