"""The Jupyter server as a child process: started, asked, stopped; the same way on every system.

It is stopped by asking it to stop, which also ends its kernels; it stops by itself when this program is gone. Signals
are the last resort: Windows has none that a Jupyter server would understand, and on other systems Ctrl-C must reach
this program only.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlencode
from urllib.request import ProxyHandler, Request, build_opener

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.workbook.workshop.folders import CANNOT_WRITE, Face, Folders

HOST = "127.0.0.1"
CHILD = "kla_widgets.workbook.workshop.child"
MODULES: dict[Face, str] = {"lab": "jupyterlab", "voila": "jupyter_server"}
NEEDED: dict[Face, str] = {"lab": "jupyterlab", "voila": "voila"}
PAGES: dict[Face, str] = {"lab": "/doc/tree/", "voila": "/voila/render/"}
START_SECONDS, STOP_SECONDS = 90.0, 10.0

NO_JUPYTER = Message(
    "WKS-005", N_("“{program}” is not installed."), N_("Run “make setup” or install kla-widgets again.")
)
PORT_TAKEN = Message(
    "WKS-006", N_("The port {port} is used by another program."), N_("Name another with --port, or leave it out.")
)
DID_NOT_START = Message("WKS-007", N_("The server did not start: {reason}."), N_("What it said is in {log}."))

_direct = build_opener(ProxyHandler({}))  # this computer is never reached through a proxy


@dataclass(frozen=True)
class Server:
    """A running server.

    Parameters
    ----------
    face : {"lab", "voila"}
    address : str
        Such as ``http://127.0.0.1:8899``.
    token : str
        Whoever has it may use the server.
    """

    face: Face
    address: str
    token: str

    def page(self, path: str) -> str:
        """The address of a notebook's page, with all that a browser needs to be let in.

        Parameters
        ----------
        path : str
            Relative to the workspace, with ``/``.
        """
        query = {"token": self.token} | ({"reset": ""} if self.face == "lab" else {})
        return f"{self.address}{PAGES[self.face]}{quote(path)}?{urlencode(query)}"

    def ask(self, path: str, method: str = "GET", timeout: float = 5.0) -> Any:
        """What the server's REST API answers; None for an empty answer.

        Raises
        ------
        OSError
            When it does not answer, or refuses.
        """
        request = Request(f"{self.address}{path}", method=method, headers={"Authorization": f"token {self.token}"})
        with _direct.open(request, timeout=timeout) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def warm(self, path: str) -> None:
        """Have a notebook run now, while the browser still starts, and do not wait for it."""

        def ask() -> None:
            with suppress(OSError, ValueError):
                self.ask(f"/api/contents/{quote(path)}?content=1", timeout=START_SECONDS)

        Thread(target=ask, daemon=True).start()

    @property
    def answers(self) -> bool:
        try:
            self.ask("/api/status", timeout=2.0)
        except (OSError, ValueError):
            return False
        return True

    def open_notebooks(self) -> tuple[str, ...]:
        """Paths, relative to the workspace, of the notebooks that have a kernel."""
        return tuple(str(session["path"]) for session in self.ask("/api/sessions"))


def running_server(folders: Folders) -> Server | None:
    """The server that another ``kla workshop`` started for this workspace and face, if it still answers."""
    for file in sorted(folders.runtime.glob("jpserver-*.json")):
        try:
            told = json.loads(file.read_text("utf-8"))
            server = Server(folders.face, f"http://{HOST}:{int(told['port'])}", str(told["token"]))
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if server.answers:
            return server
    return None


def free_port(wanted: int = 0) -> int:
    """A port that nobody listens on: the one wanted, or any.

    Raises
    ------
    KlaError
        ``WKS-006``.
    """
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was closed a moment ago is free; on Windows the option means another thing
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, wanted))
        except (OSError, OverflowError) as error:
            raise fail(PORT_TAKEN, port=wanted) from error
        return int(probe.getsockname()[1])


class ServerProcess:
    """A server that this program started and is going to stop."""

    def __init__(self, folders: Folders, port: int = 0) -> None:
        """Start it; settings must have been written.

        Raises
        ------
        KlaError
            ``WKS-001``, ``WKS-005``, ``WKS-006``.
        """
        face = folders.face
        if find_spec(NEEDED[face]) is None:
            raise fail(NO_JUPYTER, program=NEEDED[face])
        chosen = free_port(port)
        token = secrets.token_urlsafe(24)
        self.server = Server(face, f"http://{HOST}:{chosen}", token)
        self._log = folders.log
        command = [sys.executable, "-m", CHILD, MODULES[face], f"--ServerApp.port={chosen}"]
        try:
            with self._log.open("wb") as log:
                self._process = subprocess.Popen(
                    command,
                    cwd=folders.workspace,
                    env=folders.environment() | {"JUPYTER_TOKEN": token},
                    stdin=subprocess.PIPE,  # never written to; see the child
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=os.name == "posix",
                    creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
                )
        except OSError as error:
            raise fail(CANNOT_WRITE, str(self._log), reason=error.strerror or error) from error

    def wait_until_it_answers(self, patience: float = START_SECONDS) -> None:
        """Return when the server can be used.

        Raises
        ------
        KlaError
            ``WKS-007`` when it ended instead, or takes too long.
        """
        until = time.monotonic() + patience
        while not self.server.answers:
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise fail(DID_NOT_START, reason=_last_line(self._log), log=self._log)
            time.sleep(0.1)

    def wait(self) -> None:
        """Return when the server has ended by itself."""
        while self._process.poll() is None:
            time.sleep(0.5)  # in steps, because on Windows Ctrl-C does not interrupt a wait without an end

    def stop(self) -> None:
        """End the server and its kernels."""
        if self._process.poll() is None:
            try:
                self.server.ask("/api/shutdown", "POST", timeout=STOP_SECONDS)
            except (URLError, OSError, ValueError):
                self._process.terminate()
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").strip().splitlines()
    return lines[-1].strip().rstrip(".") if lines else "–"
