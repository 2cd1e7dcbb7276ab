"""papermill's own notebook client, talking to a kernel in this process: outputs are made by the very code it uses."""

from __future__ import annotations

import asyncio
import contextlib
import copy
from collections import deque
from queue import Empty
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NotebookExecutionManager

from kla_widgets.reporting.warm.deadline import Deadline
from kla_widgets.reporting.warm.kernel import Answer, WarmKernel


class Client(PapermillNotebookClient):  # type: ignore[misc]
    """Runs the cells of one notebook in a :class:`WarmKernel`.

    Parameters
    ----------
    manager : NotebookExecutionManager
        Holds the notebook, and writes papermill's metadata into it.
    kernel : WarmKernel
    **options
        Of nbclient's client, such as ``timeout`` (seconds per cell) and ``allow_errors``.
    """

    def __init__(self, manager: NotebookExecutionManager, kernel: WarmKernel, **options: Any) -> None:
        super().__init__(manager, km=_Manager(kernel), **options)
        self.kernel = kernel
        self.kc = _Kernel(kernel, self)

    def execute(self, **kwargs: Any) -> None:
        """Run every cell, until one fails.

        Raises
        ------
        CellTimeoutError, DeadKernelError
            As papermill's own engine; a failing cell is not raised but recorded in the notebook.
        """
        self.reset_execution_trackers()
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(self._execute_cells())
            self.nb.metadata["language_info"] = copy.deepcopy(self.kernel.language_info)
            self.set_widgets_metadata()
        except KeyboardInterrupt as error:  # by the deadline, of a cell that awaits and would not be cancelled
            begun = [cell for cell in self.nb.cells if cell.metadata.papermill["start_time"]]
            words = "Cell execution timed out"
            raise CellTimeoutError.error_from_timeout_and_cell(words, self.timeout, begun[-1]) from error
        finally:
            _end(loop)

    async def _execute_cells(self) -> None:
        """As papermill does, but in one task: what a cell sets for its context (numpy's print options) stays."""
        for index, cell in enumerate(self.nb.cells):
            try:
                self.nb_man.cell_start(cell, index)
                await self.async_execute_cell(cell, index)
            except CellExecutionError as error:
                self.nb_man.cell_exception(self.nb.cells[index], cell_index=index, exception=error)
                break
            finally:
                self.nb_man.cell_complete(self.nb.cells[index], cell_index=index)


class _Manager:
    """The kernel manager as nbclient sees it: it manages nothing."""

    has_kernel = True

    def __init__(self, kernel: WarmKernel) -> None:
        self._kernel = kernel

    def interrupt_kernel(self) -> None:
        """The deadline has done so."""


class _Channel:
    """A channel as nbclient sees it."""

    def __init__(self, messages: deque[Answer], requests: deque[Answer]) -> None:
        self._messages = messages
        self._requests = requests
        self.late = False  # whether nbclient has yet to learn that time is over

    def get_msg(self, timeout: float | None = None) -> Answer:
        """The next message; all are there when nbclient asks, except after a deadline."""
        if self.late or not self._messages:
            self.late = False
            raise Empty
        return self._messages.popleft()

    def send(self, message: Answer) -> None:
        """A widget's answer, which the kernel reads when the cell is done."""
        self._requests.append(message)


class _Kernel:
    """The kernel client as nbclient sees it."""

    allow_stdin = False

    def __init__(self, kernel: WarmKernel, client: Client) -> None:
        self._kernel = kernel
        self._client = client
        self.session = kernel.session
        self._requests: deque[Answer] = deque()
        self.iopub_channel = _Channel(kernel.shown, self._requests)
        self.shell_channel = _Channel(kernel.replies, self._requests)

    async def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Run a cell; when this returns, all that it shows waits in the channels."""
        while self._requests:
            await self._kernel.answer(self._requests.popleft())
        self._kernel.shown.clear()
        if self._kernel.shell.exit_now:  # a cell said exit()
            raise DeadKernelError("Kernel died")
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        request: Answer = self.session.msg("execute_request", content)
        limit = self._client._get_timeout(None)
        patience = asyncio.timeout(limit)  # for a cell that awaits; the deadline is for one that computes
        with Deadline(limit) as deadline, contextlib.suppress(TimeoutError):  # no cell's own: those become outputs
            async with patience:
                await self._kernel.answer(request)
        passed = deadline.passed or patience.expired()
        self.shell_channel.late = passed  # nbclient takes a missing reply for a cell that is not done in time
        if passed and not self._client.interrupt_on_timeout:
            shown = [one for one in self._kernel.shown if one["header"]["msg_type"] != "error"]  # of the interrupt
            self._kernel.shown.clear()
            self._kernel.shown.extend(shown)
        return str(request["msg_id"])

    def is_alive(self) -> bool:
        return True


def _end(loop: asyncio.AbstractEventLoop) -> None:
    """Close a loop with what cells left running in it."""
    left = asyncio.all_tasks(loop)
    for task in left:
        task.cancel()
    if left:
        loop.run_until_complete(asyncio.wait(left, timeout=1))
    loop.run_until_complete(loop.shutdown_asyncgens())
    asyncio.set_event_loop(None)
    loop.close()
