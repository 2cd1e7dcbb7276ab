"""Where the shipped templates and notebooks lie: beside the package in a checkout, inside it in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def templates() -> Path:
    """The ``templates`` folder: ``instruments/``, ``reports/``, ``html/``, ``demo/``."""
    return _folder("templates")


def notebooks() -> Path:
    """The ``notebooks`` folder: the facilitators' workbook, one notebook a step."""
    return _folder("notebooks")


def _folder(name: str) -> Path:
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name
