"""An empty workspace, a real instrument, and a user without the rights of an administrator."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.models import Instrument

NOBODY = 65534


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return shipped_library().get("kla-2024")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "ruang kerja – 日本") as made:
        yield made


@pytest.fixture
def case() -> Case:
    return Case("32.73", "kla-2024", 2024)


@pytest.fixture
def powerless(tmp_path: Path) -> Callable[[], AbstractContextManager[None]]:
    """A block run as a user whom access rights bind; an administrator may write everywhere."""
    if sys.platform == "win32":
        pytest.skip("access rights of folders are set otherwise on Windows")
    for folder in (tmp_path, *tmp_path.parents):
        if folder == Path(tempfile.gettempdir()):
            break
        folder.chmod(0o755)  # so that this user comes as far as the folder of the test

    @contextmanager
    def as_nobody() -> Iterator[None]:
        me = os.geteuid()
        if me == 0:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            os.seteuid(me)

    return as_nobody
