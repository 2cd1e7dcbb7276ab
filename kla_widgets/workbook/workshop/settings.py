"""What is written into the workshop's Jupyter folders before the server starts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kla_widgets.errors import fail
from kla_widgets.files import write_whole
from kla_widgets.workbook.workshop.folders import CANNOT_WRITE, Face, Folders
from kla_widgets.workbook.workshop.shortcuts import disabled, installed_schemas

LARGEST_MESSAGE = 200 * 1024 * 1024
"""Bytes. Tornado's own limit of 10 MiB closes the connection without a word."""
IDLE_SECONDS = 5 * 60
"""How long the kernel of a page that is not there any more lives under Voila, where every visit starts another one."""

EXTENSIONS = ("jupyter_lsp", "jupyter_server_terminals", "jupyterlab", "notebook_shim", "voila.server_extension")
"""What an environment switches on in a Jupyter server. A workshop needs one of them, and starts sooner alone."""
NO_MATHJAX = "data:text/javascript,MathJax={Hub:{Config(){},Configured(){},Queue(){},Register:{StartupHook(){}}}}//"
"""Address of a stand-in for MathJax that does nothing; Voila would load the real one from the internet."""
OWN_EXTENSION: dict[Face, str] = {"lab": "jupyterlab", "voila": "voila.server_extension"}

LAB_SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    # A form's messages arrive in the main thread, one after the other, as its code expects.
    "@jupyterlab/apputils-extension:kernels-settings": {"commsOverSubshells": "disabled", "showStatusBarItem": False},
    "@jupyterlab/apputils-extension:themes": {"theme": "JupyterLab Light", "adaptive-theme": False},
    "@jupyterlab/cell-toolbar-extension:plugin": {"showToolbar": False},
    # Answers are saved by the form; saving the notebook too would only ask about files changed elsewhere.
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {
        "scrollPastEnd": False,
        "showInputPlaceholder": False,
        "showHiddenCellsButton": False,
    },
    "@jupyterlab/statusbar-extension:plugin": {"visible": False},
}

# Nothing to build, no news. Language servers need a part of the server that is off.
UNUSED = (
    "@jupyterlab/apputils-extension:announcements",
    "@jupyterlab/fileeditor-extension:language-server",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/notebook-extension:language-server",
)
LAB_PAGE = {"buildCheck": False, "disabledExtensions": dict.fromkeys(UNUSED, True)}

LAB_STYLE = """\
/* A workshop page shows the form and nothing of the programmer's tools around it.
   JupyterLab computes its layout from these limits: what is merely not displayed would leave a gap, and a maximum of
   exactly zero counts as none. */
.jp-SideBar { min-width: 0 !important; max-width: .1px !important; display: none !important; }
#jp-top-panel, #jp-menu-panel, #jp-top-bar, #jp-title-panel-title, #jp-header-panel, .jp-NotebookPanel-toolbar {
  min-height: 0 !important; max-height: .1px !important; padding: 0 !important; border: 0 !important;
  overflow: hidden !important; visibility: hidden;
}
.jp-Notebook .jp-CodeCell .jp-Cell-inputWrapper, .jp-InputPrompt, .jp-OutputPrompt, .jp-OutputArea-promptOverlay,
#jp-skiplink, .jp-Collapser, .jp-cell-toolbar, .jp-Notebook-footer, .jp-cell-button,
.jp-Notebook .jp-CodeCell:not(:has(.jp-OutputArea-child)) { display: none !important; }
#main, #jp-main-dock-panel, .jp-Notebook, .jp-WindowedPanel-outer { background: var(--jp-layout-color0) !important; }
#jp-main-dock-panel { padding: 0 !important; }
.jp-Notebook .jp-WindowedPanel-viewport { padding: 0 !important; }
.jp-Notebook .jp-Cell { padding: 0 .5rem !important; }
.jp-Notebook .jp-OutputArea-output { padding: 0 !important; }
"""


def write_settings(folders: Folders) -> None:
    """Write everything anew; what the user changed in the workshop's own JupyterLab stays in ``user-settings``.

    Raises
    ------
    KlaError
        ``WKS-001``.
    """
    folders.make()
    _write(folders.config / "jupyter_server_config.json", _json(server_settings(folders)))
    if folders.face == "lab":
        _write(folders.app_settings / "overrides.json", _json(lab_settings(installed_schemas())))
        _write(folders.app_settings / "page_config.json", _json(LAB_PAGE))
        _write(folders.config / "custom" / "custom.css", LAB_STYLE)


def server_settings(folders: Folders) -> dict[str, Any]:
    """The server's configuration: this computer only, no terminals, no questions."""
    server = {
        "ip": "127.0.0.1",
        "root_dir": str(folders.workspace),
        "open_browser": False,  # the command opens it when the page is ready
        "port_retries": 0,
        "allow_root": True,  # containers have no other user; nobody but this computer can connect
        "terminals_enabled": False,
        "jpserver_extensions": {name: name == OWN_EXTENSION[folders.face] for name in EXTENSIONS},
        "tornado_settings": {
            "websocket_max_message_size": LARGEST_MESSAGE,
            "mathjax_url": NO_MATHJAX,
        },
    }
    if folders.face == "voila":
        return {
            "ServerApp": server,
            "VoilaConfiguration": {"template": "kla", "strip_sources": True, "show_tracebacks": False},
            "MappingKernelManager": {"cull_idle_timeout": IDLE_SECONDS, "cull_interval": 20},
        }
    server["contents_manager_class"] = "kla_widgets.workbook.workshop.warming.WarmContents"
    server["kernel_websocket_connection_class"] = "kla_widgets.workbook.workshop.connections.QuietConnection"
    lab = {
        "app_settings_dir": str(folders.app_settings),
        "custom_css": True,
        "extension_manager": "readonly",
        "expose_app_in_browser": True,  # the form's "connect again" button runs the cells anew
        "news_url": None,
        "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
    }
    return {"ServerApp": server, "LabApp": lab}


def lab_settings(schemas: Path) -> dict[str, dict[str, Any]]:
    """JupyterLab's ``overrides.json``."""
    return {**LAB_SETTINGS, "@jupyterlab/shortcuts-extension:shortcuts": {"shortcuts": disabled(schemas)}}


def _json(content: object) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)
    except OSError as error:
        raise fail(CANNOT_WRITE, str(file), reason=error.strerror or error) from error
