"""Settings of the workshop's own Jupyter.

WST001  Everything that Jupyter writes lies inside the workspace; the user's Jupyter variables do not get in.
WST002  Every single-key shortcut of the installed notebook's command mode is switched off, exactly as it is declared.
WST003  Settings name only what the installed JupyterLab knows.
WST004  The server listens to this computer only and loads nothing but what the face needs.
WST005  What cannot be written is said with its code, and the two faces do not share a folder.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import pytest
from jupyter_server.services.contents.manager import ContentsManager
from jupyter_server.services.kernels.connection.base import BaseKernelWebsocketConnection

from kla_widgets.errors import KlaError
from kla_widgets.resources import templates
from kla_widgets.workbook.workshop.folders import Folders
from kla_widgets.workbook.workshop.settings import LAB_SETTINGS, UNUSED, server_settings, write_settings
from kla_widgets.workbook.workshop.shortcuts import declared, disabled, installed_schemas

MODIFIERS = ("Ctrl", "Accel", "Alt", "Cmd", "Meta")


def test_wst001_jupyter_writes_into_the_workspace_only(tmp_path: Path) -> None:
    folders = Folders(tmp_path, "lab")
    outside = {"HOME": "/home/ani", "JUPYTER_CONFIG_DIR": "/home/ani/.jupyter", "JUPYTER_TOKEN": "x", "PATH": "/bin"}
    inside = folders.environment(outside)
    assert inside["HOME"] == "/home/ani"
    assert inside["PATH"] == "/bin"
    assert "JUPYTER_TOKEN" not in inside
    own = {name: value for name, value in inside.items() if name.startswith(("JUPYTER", "IPYTHON"))}
    assert own.pop("JUPYTER_PATH") == str(templates())  # read, not written
    assert {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"} <= set(own)
    assert [name for name, value in own.items() if not Path(value).is_relative_to(folders.root)] == []


def test_wst001_settings_are_written_where_they_are_read(tmp_path: Path) -> None:
    folders = Folders(tmp_path, "lab")
    write_settings(folders)
    written = {file.relative_to(folders.root).as_posix() for file in folders.root.rglob("*") if file.is_file()}
    assert written == {
        "app-settings/overrides.json",
        "app-settings/page_config.json",
        "config/custom/custom.css",
        "config/jupyter_server_config.json",
    }
    assert {file.name for file in tmp_path.iterdir()} == {".jupyter-workshop"}


def test_wst002_every_single_key_shortcut_of_the_notebook_is_off() -> None:
    off = [json.dumps({**one, "disabled": True}, sort_keys=True) for one in disabled(installed_schemas())]
    dangerous = [
        shortcut
        for shortcut in declared(installed_schemas())
        if shortcut["selector"].startswith((".jp-Notebook.jp-mod-commandMode", "[data-jp-kernel-user]"))
        and not any(key.startswith(MODIFIERS) for key in shortcut["keys"])
    ]
    commands = {shortcut["command"] for shortcut in dangerous}
    assert {"notebook:cut-cell", "notebook:delete-cell", "notebook:insert-cell-above", "kernelmenu:restart"} <= commands
    assert len(dangerous) >= 37
    assert [one for one in dangerous if json.dumps(one | {"disabled": True}, sort_keys=True) not in off] == []


def test_wst002_shortcuts_outside_of_the_notebook_stay() -> None:
    assert {"completer:invoke-notebook"} & {one["command"] for one in disabled(installed_schemas())} == set()


@pytest.mark.parametrize("plugin", LAB_SETTINGS)
def test_wst003_settings_are_known_to_the_installed_jupyterlab(plugin: str) -> None:
    package, name = plugin.split(":")
    schema = json.loads((installed_schemas() / package / f"{name}.json").read_text(encoding="utf-8"))
    assert set(LAB_SETTINGS[plugin]) <= set(schema["properties"])


def test_wst003_plugins_switched_off_come_with_the_installed_jupyterlab() -> None:
    bundles = installed_schemas().parent / "static"
    names = {plugin for plugin in UNUSED if plugin.endswith("language-server")}
    said = "".join(file.read_text(encoding="utf-8") for file in bundles.glob("*.js") if file.stat().st_size < 5_000_000)
    assert [name for name in names if name not in said] == []


@pytest.mark.parametrize(("face", "needed"), [("lab", "jupyterlab"), ("voila", "voila.server_extension")])
def test_wst004_the_server_is_private_and_small(tmp_path: Path, face: str, needed: str) -> None:
    settings = server_settings(Folders(tmp_path, face))  # type: ignore[arg-type]
    server = settings["ServerApp"]
    assert server["ip"] == "127.0.0.1"
    assert server["root_dir"] == str(tmp_path)
    assert server["terminals_enabled"] is False
    assert [name for name, on in server["jpserver_extensions"].items() if on] == [needed]
    assert server["tornado_settings"]["websocket_max_message_size"] > 100 * 2**20
    assert "https:" not in json.dumps(settings)


def test_wst004_kernels_of_closed_pages_end_under_voila_and_stay_in_the_lab(tmp_path: Path) -> None:
    assert server_settings(Folders(tmp_path, "voila"))["MappingKernelManager"]["cull_idle_timeout"] > 0
    assert "MappingKernelManager" not in server_settings(Folders(tmp_path, "lab"))


def test_wst004_the_lab_s_own_parts_are_there(tmp_path: Path) -> None:
    server = server_settings(Folders(tmp_path, "lab"))["ServerApp"]
    for name, base in (
        ("contents_manager_class", ContentsManager),
        ("kernel_websocket_connection_class", BaseKernelWebsocketConnection),
    ):
        module, own = server[name].rsplit(".", 1)
        assert issubclass(getattr(importlib.import_module(module), own), base)


def test_wst005_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / ".jupyter-workshop").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KlaError, match="WKS-001"):
        write_settings(Folders(tmp_path, "lab"))


def test_wst005_the_faces_keep_apart(tmp_path: Path) -> None:
    lab, voila = Folders(tmp_path, "lab"), Folders(tmp_path, "voila")
    assert not lab.root.is_relative_to(voila.root)
    assert not voila.root.is_relative_to(lab.root)
