"""Notebooks that are filled in when they are opened, without anybody pressing "Run All".

JupyterLab shows a notebook's stored outputs and only then connects to its kernel. So the server runs the cells in the
very kernel that the page is going to use, stores the outputs and signs them (JupyterLab draws no widget of a notebook
that it does not trust), before it hands the notebook out. It does so again whenever that kernel has forgotten, for
instance after a restart: reloading the page is then all that is needed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import nbformat
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from nbformat import NotebookNode

from kla_widgets.files import write_whole
from kla_widgets.workbook.workshop.copies import WORKSHOP_MARK

PATIENCE = 120.0
"""Seconds for a cell; whatever hangs longer is shown as it is."""
RUN = "run"
"""Key in a copy's metadata ``kla``: the name of the run that its outputs are from."""
MEMORY = "_kla_run"
"""Variable by which the kernel remembers that run. A copy made anew, or a new kernel, knows of none."""
SHOWN = ("stream", "display_data", "execute_result", "error")


class WarmContents(AsyncLargeFileManager):
    """Jupyter's contents, with the workshop's notebooks run before they are read."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._one_at_a_time: dict[str, asyncio.Lock] = {}

    async def get(
        self,
        path: str,
        content: bool = True,
        type: str | None = None,
        format: str | None = None,
        require_hash: bool = False,
    ) -> dict[str, Any]:
        """As of the base class; JupyterLab asks with ``content`` when it opens a page."""
        if content and path.endswith(".ipynb") and type in (None, "notebook"):
            async with self._one_at_a_time.setdefault(path, asyncio.Lock()):
                try:
                    await self._warm(path.strip("/"))
                except Exception:  # a cold page with a message of its own is better than none
                    self.log.exception("the notebook could not be run beforehand: %s", path)
        options = {"require_hash": True} if require_hash else {}  # older servers do not know it
        read: Callable[..., Awaitable[dict[str, Any]]] = super().get
        return await read(path, content, type, format, **options)

    async def _warm(self, path: str) -> None:
        file = Path(self.root_dir) / path
        notebook = nbformat.read(file, as_version=4)
        about = notebook.metadata.get("kla", {})
        if not about.get(WORKSHOP_MARK):
            return
        async with _client(await self._kernel(path)) as client:
            if about.get(RUN) and await _recall(client) == about[RUN]:
                return
            about[RUN] = uuid4().hex
            whole = await run(notebook, client)
            self.notary.sign(notebook)
            write_whole(file, nbformat.writes(notebook))
            if whole:  # what failed is tried again: the disk may be back when the page is loaded the next time
                await client.execute_interactive(f"{MEMORY} = {about[RUN]!r}", silent=True, timeout=PATIENCE)

    async def _kernel(self, path: str) -> Any:
        """The manager of the kernel that belongs to the notebook; started when there is none."""
        app: Any = self.parent
        sessions = app.session_manager
        if await sessions.session_exists(path):
            session = await sessions.get_session(path=path)
        else:
            session = await sessions.create_session(
                path=path, name=Path(path).name, type="notebook", kernel_name="python3"
            )
        return app.kernel_manager.get_kernel(session["kernel"]["id"])


async def run(notebook: NotebookNode, client: AsyncKernelClient) -> bool:
    """Run the code cells until one fails, and put what they show into the notebook; says whether none did."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
    for count, cell in enumerate((one for one in notebook.cells if one.cell_type == "code"), 1):
        cell.execution_count = count
        reply = await client.execute_interactive(
            cell.source,
            allow_stdin=False,
            timeout=PATIENCE,
            output_hook=lambda message, outputs=cell.outputs: _collect(message, outputs),
        )
        if reply["content"]["status"] != "ok":
            return False
    return True


def _collect(message: dict[str, Any], outputs: list[NotebookNode]) -> None:
    kind = message["header"]["msg_type"]
    if kind == "clear_output":
        outputs.clear()
    elif kind in SHOWN:
        output = nbformat.v4.output_from_msg(message)
        if kind == "stream" and outputs and outputs[-1].get("name") == output.name:
            outputs[-1].text += output.text
        else:
            outputs.append(output)


@asynccontextmanager
async def _client(kernel: Any) -> AsyncIterator[AsyncKernelClient]:
    client = kernel.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=PATIENCE)
        yield client
    finally:
        client.stop_channels()


async def _recall(client: AsyncKernelClient) -> str:
    """The run that the kernel remembers."""
    reply = await client.execute_interactive(
        "", silent=True, timeout=PATIENCE, user_expressions={RUN: f"globals().get({MEMORY!r})"}
    )
    value = reply["content"].get("user_expressions", {}).get(RUN, {})
    return str(value.get("data", {}).get("text/plain", "")).strip("'")
