"""The demo workspace: real districts from published sources, and one training district that is made up."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from kla_widgets.assessment.workspace import Workspace, create_workspace, open_workspace
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.resources import templates

AUTHOR = "demo"
EXAMPLE = "kabupaten-latihan-2024.yaml"
"""The training district."""


def build_demo(folder: Path) -> Workspace:
    """Make or complete the demo workspace; doing it again changes nothing.

    Parameters
    ----------
    folder : Path
        Where the workspace is or will be.

    Returns
    -------
    Workspace
        Opened, with every dossier of ``templates/demo`` in it.
    """
    workspace = create_workspace(folder)
    for dossier in sorted((templates() / "demo").glob("*.yaml")):
        import_dossier(workspace, dossier, AUTHOR)
    return workspace


def open_or_example(folder: str) -> Workspace:
    """The workspace of a folder; for an empty name the training district, in a folder that goes when Python ends."""
    if folder:
        return open_workspace(Path(folder))
    scratch = Path(tempfile.mkdtemp(prefix="kla-latihan-"))
    example = create_workspace(scratch)
    atexit.register(_discard, example, scratch)
    import_dossier(example, templates() / "demo" / EXAMPLE, AUTHOR)
    return example


def _discard(example: Workspace, folder: Path) -> None:
    example.close()
    shutil.rmtree(folder, ignore_errors=True)
