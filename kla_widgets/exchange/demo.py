"""The demo workspace: real districts from published sources, and one training district that is made up."""

from __future__ import annotations

from pathlib import Path

from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.exchange.dossier import import_dossier
from kla_widgets.resources import templates

AUTHOR = "demo"


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
