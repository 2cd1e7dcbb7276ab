"""Making calls in a worker's process, one after another, each apart from the next."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import pickle
import signal
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait

import psutil

from kla_widgets.reporting.warm.calls import Answer, Call
from kla_widgets.reporting.warm.imports import new_modules, preload
from kla_widgets.reporting.warm.isolation import Isolation, Settings, noted
from kla_widgets.reporting.warm.kernel import WarmKernel
from kla_widgets.reporting.warm.memory import Memory
from kla_widgets.reporting.warm.processes import adopt_orphans, die_with_parent, end_children
from kla_widgets.reporting.warm.shell import warm_up

STOP = b"stop"
SELDOM = (50_000, 20, 20)
"""When a process that makes one call looks for garbage: what it leaves goes with it, but not what fills the memory."""


def serve(settings: Settings, connection: Connection, owner: int) -> None:
    """Serve calls until told to stop, or until the one who asks has gone.

    Parameters
    ----------
    settings : Settings
    connection : Connection
        To the handle.
    owner : int
        A file descriptor that ends when the process of the handle does.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asks; it ends us
    adopt_orphans()
    weakref.finalize(settings, int).atexit = False  # the first one asks to be run at exit, with those of all others
    preload(settings.preload)
    _prepare(settings)
    memory = Memory(thorough=False)
    noted.set(memory)
    warm_up()
    trusting = partial(_trusting, memory=memory)
    if settings.isolation is Isolation.FORK:
        WarmKernel.instance().shell.display_formatter.format(0)  # of the first notebook, for every copy to have
        apart: Callable[[Call], Answer | None] = partial(_forked, connection=connection, never=settings.never)
    else:
        threading.Thread(target=_end_with, args=(owner,), name="kla-owner", daemon=True).start()
        apart = partial(_here, settings=settings, memory=Memory())
    gc.collect()
    gc.freeze()  # what is here now stays: the collector need not look at it, nor a copy of this process copy it
    while (message := _received(connection)) != STOP:
        call: Call = pickle.loads(message)
        preload([call.module()])
        given = trusting(call) if call.trusted else apart(call)
        if given is None:
            break
        connection.send_bytes(pickle.dumps(given))
    end_children()
    os._exit(0)  # nothing here is worth the time of an orderly end, and nothing of a template shall run in it


def _prepare(settings: Settings) -> None:
    if settings.prepare:
        function, *arguments = settings.prepare
        Call.of(function, tuple(arguments)).perform()


def _received(connection: Connection) -> bytes:
    try:
        return connection.recv_bytes()
    except (EOFError, OSError):
        return STOP


def _forked(call: Call, connection: Connection, never: tuple[str, ...]) -> Answer | None:
    """Make a call in a process of its own; None if nobody waits for it any more."""
    memory = noted.get()
    if memory.loaded():
        memory.note()
    reader, writer = Pipe(duplex=False)
    pid = os.fork()
    if not pid:
        connection.close()
        _alone(call, writer)
    writer.close()
    with reader, _watched(pid) as ended:
        if connection in wait([reader, *ended, connection]):
            return None
        try:
            answer: Answer = pickle.loads(reader.recv_bytes()) if reader.poll() else Answer(None)
        except (EOFError, OSError):
            answer = Answer(None)
    _, status, used = os.wait4(pid, 0)
    end_children()
    answer = replace(answer, status=os.waitstatus_to_exitcode(status), peak=used.ru_maxrss * 1024)
    return _learn(answer, never)


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """What becomes readable when a process ends, where the system has it.

    Else its end is seen by its pipe, which a process that it left behind may keep open.
    """
    try:
        watch = os.pidfd_open(pid)
    except OSError:
        yield []
        return
    try:
        yield [watch]
    finally:
        os.close(watch)


def _alone(call: Call, writer: Connection) -> None:
    """In the forked process: make the call, hand over what came of it, and end."""
    code = 1
    try:
        die_with_parent()
        atexit._clear()
        gc.set_threshold(*SELDOM)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        returned, payload = call.perform()
        writer.send_bytes(pickle.dumps(Answer(returned, payload, learned=noted.get().loaded())))
        code = 0
    finally:
        os._exit(code)


def _learn(answer: Answer, never: tuple[str, ...]) -> Answer:
    """Load what a call had to load, so that the next finds it there."""
    wanted = [name for name in answer.learned if name not in never]
    if wanted:
        preload(wanted)
        gc.collect()
        gc.freeze()
    if threading.active_count() > 1:  # it would not be safe to fork again
        return replace(answer, learned=tuple(wanted), leftover=("thread",))
    return replace(answer, learned=())


def _here(call: Call, settings: Settings, memory: Memory) -> Answer:
    """Make a call in this process; what it runs puts the process back itself."""
    before = set(sys.modules)
    answer = _performed(call, memory)
    _prepare(settings)  # again, for caches that had to be emptied
    return replace(answer, learned=tuple(new_modules(before)[0]))


def _trusting(call: Call, memory: Memory) -> Answer:
    """Make a call of our own code in this process; after one that failed, the process is replaced."""
    if memory.loaded():
        memory.note()
    thresholds = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    answer = _performed(call, memory)
    gc.set_threshold(*thresholds)
    gc.collect()
    return answer if answer.returned else replace(answer, leftover=("failure", *answer.leftover))


def _performed(call: Call, memory: Memory) -> Answer:
    threads = set(threading.enumerate())
    token = noted.set(memory)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    returned, payload = call.perform()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    noted.reset(token)
    left = [one.name for one in threading.enumerate() if one not in threads]
    used = psutil.Process().memory_info()
    return Answer(returned, payload, peak=getattr(used, "peak_wset", used.rss), leftover=tuple(left))


def _end_with(owner: int) -> None:
    """Wait until the process that started this one has gone, and end."""
    while os.read(owner, 1024):
        pass
    end_children()
    os._exit(1)
