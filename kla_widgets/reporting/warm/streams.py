"""What a cell prints: through Python, or past it to the process's own output, as a program it starts does."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import select
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from kla_widgets.language import N_, preferred_language

Request = Mapping[str, Any]
"""A message of the Jupyter protocol."""
LIMIT = 1_000_000
"""Characters that one cell may print to one stream; a report with more is a mistake, and would fill memory and disk."""
CUT = N_("[… the output is cut here: this cell printed more than {limit} characters.]")


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the cells.

    What is written is held back and sent in one piece when something else is shown or the cell ends, as ipykernel does.

    Parameters
    ----------
    name : str
        ``stdout`` or ``stderr``.
    number : int
        The file descriptor of that name, for processes that the cells fork.
    send : callable
        Takes the text, and the request that it belongs to.
    request : callable
        Gives the request that is being served: what a task prints belongs to the cell that made the task.
    """

    encoding = "UTF-8"

    def __init__(
        self, name: str, number: int, send: Callable[[str, Request], object], request: Callable[[], Request]
    ) -> None:
        self.name = name
        self._number = number
        self._send = send
        self._request = request
        self._held: dict[str, tuple[Request, list[str]]] = {}
        self._room = LIMIT
        self._lock = threading.RLock()
        self._process = os.getpid()
        self.before: Callable[[], None] | None = None  # fetches what was written past Python until now

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")  # as ipykernel says it
        if os.getpid() != self._process:  # forked by a cell; the parent collects what it says
            os.write(self._number, text.encode(errors="replace"))
            return len(text)
        if self.before:
            self.before()
        self.put(text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:  # type: ignore[override]
        for line in lines:
            self.write(line)

    def put(self, text: str) -> None:
        """Hold text back, as far as there is room for it."""
        request = self._request()
        with self._lock:
            if self._room < 0:
                return
            if len(text) > self._room:
                t = preferred_language()
                text = f"{text[: self._room]}\n{t(CUT, limit=t.number(LIMIT, 0))}\n"
                self._room = -1
            else:
                self._room -= len(text)
            name = request.get("header", {}).get("msg_id", "")
            self._held.setdefault(name, (request, []))[1].append(text)

    def flush(self) -> None:
        if os.getpid() != self._process:
            return
        if self.before:
            self.before()
        with self._lock:
            held, self._held = self._held, {}
        for request, pieces in held.values():
            if text := "".join(pieces):
                self._send(text, request)

    def next_cell(self) -> None:
        """Let the next cell print as much as any."""
        self._room = LIMIT

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False


@contextlib.contextmanager
def captured(*streams: Stream) -> Iterator[None]:
    """Let streams have what is written to the file descriptors 1 and 2, by C libraries and started programs.

    As with ipykernel, not on Windows.
    """
    if sys.platform == "win32":
        yield
        return
    collector = _Collector(streams)
    try:
        yield
    finally:
        collector.stop()


class _Collector:
    """Two pipes in place of the file descriptors 1 and 2, and a thread that empties them so that no writer waits."""

    def __init__(self, streams: Iterable[Stream]) -> None:
        self._lock = threading.RLock()  # what is printed while it is held, by a destructor, comes back here
        self._kept: list[tuple[int, int]] = []  # file descriptor, copy of what it was
        self._streams: dict[int, tuple[Stream, codecs.IncrementalDecoder]] = {}  # reading end -> where it goes
        for stream, number in zip(streams, (1, 2), strict=True):
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self._kept.append((number, os.dup(number)))
            os.dup2(writer, number)
            os.close(writer)
            self._streams[reader] = (stream, codecs.getincrementaldecoder("utf-8")(errors="replace"))
            stream.before = self.collect
        self._stopped, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._wait, name="kla-output", daemon=True)
        self._thread.start()

    def collect(self) -> None:
        """Take what is in the pipes now."""
        with self._lock:
            for reader, (stream, decoder) in self._streams.items():
                with contextlib.suppress(BlockingIOError):
                    while piece := os.read(reader, 1 << 16):
                        stream.put(decoder.decode(piece))

    def stop(self) -> None:
        for number, before in self._kept:
            os.dup2(before, number)
            os.close(before)
        self.collect()
        os.close(self._stop)
        self._thread.join()
        for reader, (stream, _) in self._streams.items():
            stream.before = None
            os.close(reader)
        os.close(self._stopped)

    def _wait(self) -> None:
        while True:
            ready, _, _ = select.select([*self._streams, self._stopped], [], [])
            if self._stopped in ready:
                return
            self.collect()
