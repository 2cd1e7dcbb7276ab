"""A browser that reaches nothing but this computer, and a page that must not complain."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from e2e_workshop import Visit, Watched, Workshop, notebook_of, workshop
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
        options = ["--no-sandbox", "--disable-dev-shm-usage", nowhere]
        opened = playwright.chromium.launch(executable_path=chromium, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the module's workspace is going to be made."""
    return tmp_path_factory.mktemp("e2e") / "buku kerja"


@pytest.fixture(scope="module")
def running(request: pytest.FixtureRequest, place: Path) -> Iterator[Workshop]:
    """Ani's workshop, beginning on the page of the module's ``CLUSTER``."""
    with workshop(place, notebook_of(request.module.CLUSTER)) as running:
        yield running


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a browser of one's own; afterwards none may have asked for anything elsewhere or complained (E2E-9)."""
    made: list[Watched] = []

    def opened(**options: object) -> Watched:
        made.append(Watched.new(browser, **options))
        return made[-1]

    yield opened
    for one in made:
        one.context.close()
    assert [complaint for one in made for complaint in one.complaints] == []
