"""Where a workshop keeps what Jupyter writes: inside the workspace, so that the user's own Jupyter stays untouched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.resources import templates

Face = Literal["lab", "voila"]
"""How the notebooks are shown: in JupyterLab, or as plain pages by Voila."""

HOME = ".jupyter-workshop"

CANNOT_WRITE = Message(
    "WKS-001",
    N_("The workshop's files cannot be written: {reason}."),
    N_("Choose a workspace in a folder that you may write to, and check the free space."),
)


@dataclass(frozen=True)
class Folders:
    """The Jupyter folders of one workspace and face.

    Parameters
    ----------
    workspace : Path
        Absolute.
    face : {"lab", "voila"}
        The two faces run at the same time without knowing of each other.
    """

    workspace: Path
    face: Face

    @property
    def root(self) -> Path:
        return self.workspace / HOME / self.face

    @property
    def config(self) -> Path:
        return self.root / "config"

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def runtime(self) -> Path:
        return self.root / "runtime"

    @property
    def app_settings(self) -> Path:
        """Settings that hold for everybody, JupyterLab's ``overrides.json``."""
        return self.root / "app-settings"

    @property
    def user_settings(self) -> Path:
        return self.root / "user-settings"

    @property
    def layouts(self) -> Path:
        """What JupyterLab calls workspaces: which tabs were open."""
        return self.root / "layouts"

    @property
    def ipython(self) -> Path:
        return self.root / "ipython"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    def make(self) -> None:
        """Make the folders.

        Raises
        ------
        KlaError
            ``WKS-001``.
        """
        jupyter = (self.config, self.data, self.runtime, self.ipython)
        try:
            for folder in (*jupyter, self.app_settings, self.user_settings, self.layouts):
                folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise fail(CANNOT_WRITE, str(self.root), reason=error.strerror or error) from error

    def environment(self, outside: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The environment of the server: the caller's, with every Jupyter folder inside the workspace."""
        return {
            **{name: value for name, value in outside.items() if not name.startswith(("JUPYTER", "JPY_"))},
            "JUPYTER_CONFIG_PATH": str(self.config),  # before what the Python environment or the machine says
            "JUPYTER_CONFIG_DIR": str(self.config),  # instead of the user's
            "JUPYTER_DATA_DIR": str(self.data),
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_PATH": str(templates()),  # the page template for Voila lies in voila/templates there
            "JUPYTERLAB_SETTINGS_DIR": str(self.user_settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.layouts),
            "IPYTHONDIR": str(self.ipython),
            "PYTHONUTF8": "1",
        }
