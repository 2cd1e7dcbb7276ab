"""ipykernel's kernel without sockets and threads: it answers in the process that asks."""

from __future__ import annotations

import logging
import os
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import ipykernel.ipkernel
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelbase import Kernel
from jupyter_client.session import Session
from traitlets import Any as Trait
from traitlets.config import Config

from kla_widgets.reporting.warm.streams import Request, Stream, captured

Answer = dict[str, Any]
"""A message of the Jupyter protocol."""
OF_OUR_MAKING = frozenset({"status", "execute_input"})
"""Messages that hold nothing that a cell made."""
NOWHERE = "ipykernel_launcher.py"
"""What ``sys.argv`` says that the process was started with."""


class Direct(Session):
    """A Jupyter session whose "sockets" are queues in this process."""

    def send(  # type: ignore[override]  # a queue where there was a socket
        self,
        stream: deque[Answer],
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> Answer | None:
        """Put a message into a queue; what a cell made becomes JSON and is read again, as on a wire."""
        if self.pid != os.getpid():  # forked by a cell: nobody reads what it sends
            return None
        if isinstance(msg_or_type, dict):
            message: Answer = dict(msg_or_type)
        else:
            message = self.msg(msg_or_type, content=content, parent=parent, header=header, metadata=metadata)
        if message["header"]["msg_type"] not in OF_OUR_MAKING:
            message["content"] = self.unpack(self.pack(message["content"]))
        message["buffers"] = [memoryview(one) for one in buffers or ()]
        stream.append(message)
        return message


class WarmKernel(IPythonKernel):
    """The kernel that runs the cells of one notebook.

    There is one at a time; ``WarmKernel.instance()`` is the one of the next notebook, made on demand.
    """

    debugger_class = Trait()  # ipykernel's would be loaded: half a second that no report needs
    shell: Any
    session: Any
    comm_manager: Any

    def __init__(self, **kwargs: Any) -> None:
        self.shown: deque[Answer] = deque()
        self.replies: deque[Answer] = deque()
        ipykernel.ipkernel._comm_manager = None  # its widgets would be another notebook's
        Kernel.__init__(  # type: ignore[no-untyped-call]  # past IPythonKernel.__init__, which starts the debugger
            self,
            session=Direct(key=b""),
            iopub_socket=self.shown,
            shell_channel_thread=SimpleNamespace(parent_thread=None),
            log=logging.getLogger("kla_widgets.kernel"),
            config=Config({"HistoryManager": {"hist_file": ":memory:"}}),
            **kwargs,
        )
        self._execute_sleep = 0.0  # it gives sockets time
        self.shell = self.shell_class.instance(
            parent=self, kernel=self, user_ns={}, compiler_class=self.compiler_class, config=self.config
        )
        for publisher in (self.shell.displayhook, self.shell.display_pub):
            publisher.session = self.session
            publisher.pub_socket = self.shown
        self.shell.displayhook.topic = b"execute_result"
        self.comm_manager = ipykernel.ipkernel._get_comm_manager()  # type: ignore[no-untyped-call]
        self._answers = {"execute_request": self.execute_request, "comm_msg": self._comm_message}

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let the cells have this process: its output, its ``sys.path`` and the environment that ipykernel makes."""
        self.session.pid = os.getpid()
        self.out, self.err = self._stream("stdout", 1), self._stream("stderr", 2)
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
        self.shell.init_environment()
        before = sys.stdout, sys.stderr, sys.path[:], sys.argv
        sys.stdout, sys.stderr, sys.argv = self.out, self.err, [NOWHERE]
        # The working directory comes before what is installed but after Python's own modules, as IPython has it.
        sys.path.insert(next((at for at, one in enumerate(sys.path) if one.endswith("-packages")), 0), "")
        try:
            with captured(self.out, self.err):
                yield
        finally:
            sys.stdout, sys.stderr, sys.path[:], sys.argv = before

    async def answer(self, request: Answer) -> None:
        """Serve one request as ipykernel does; what is shown goes to ``shown``, the reply to ``replies``."""
        self.out.next_cell()
        self.err.next_cell()
        self.set_parent([], request, channel="shell")  # type: ignore[no-untyped-call]
        self._publish_status("busy", "shell")  # type: ignore[no-untyped-call]
        try:
            await self._answers[request["header"]["msg_type"]](self.replies, [], request)
        finally:
            self.out.flush()
            self.err.flush()
            self._publish_status("idle", "shell")  # type: ignore[no-untyped-call]

    def close(self) -> None:
        """Give back what the kernel took of this process, and keep nothing of what the cells made."""
        history = self.shell.history_manager
        for kept in (self.shell.user_ns, history.output_hist, history.outputs, history.exceptions):
            kept.clear()  # IPython has one collection of outputs for all kernels of a process
        self.shell.last_execution_result = None
        for name in ("_", "__", "___"):
            setattr(self.shell.displayhook, name, None)
        for queue in (self.shown, self.replies):
            queue.clear()
        self.shell.restore_sys_module_state()
        type(self.shell).clear_instance()
        type(self).clear_instance()

    async def _comm_message(self, stream: Any, ident: Any, message: Answer) -> None:
        self.comm_manager.comm_msg(stream, ident, message)

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing is queued: each request is answered before the next is made."""

    def _stream(self, name: str, number: int) -> Stream:
        def send(text: str, request: Request) -> None:
            self.session.send(self.shown, "stream", {"name": name, "text": text}, parent=request)

        return Stream(name, number, send, lambda: self.get_parent("shell"))  # type: ignore[no-untyped-call]
