"""A workspace that was changed by a newer version while the workshop runs, as people see it.

E2E-13 The page says so in Indonesian, with code, cause and cure, and shows nothing of a programmer's; when the cause is
       gone, loading the page again is all that is needed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal

import pytest
from e2e_workshop import PATIENCE, Visit, form, notebook_of, workshop
from playwright.sync_api import expect

from kla_widgets.assessment.database import HEAD, NEWER
from kla_widgets.assessment.workspace import DATABASE
from kla_widgets.language import language

pytestmark = [pytest.mark.browser, pytest.mark.slow]

T = language("id")


@contextmanager
def newer(folder: Path) -> Iterator[None]:
    """The workspace as a newer version would have left it."""

    def mark(schema: str) -> None:
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
            connection.commit()

    mark("9999")
    yield
    mark(HEAD)


@pytest.mark.parametrize("face", ["lab", "voila"])
def test_e2e_13_a_newer_workspace_is_told_on_the_page(
    visit: Visit, tmp_path: Path, face: Literal["lab", "voila"]
) -> None:
    folder = tmp_path / "ruang"
    with workshop(folder, face=face) as running:
        with newer(folder):
            page = visit().opened(running.page(notebook_of("K4")))
            notice = page.get_by_role("alert")
            expect(notice).to_contain_text(f"[{NEWER.code}]", timeout=PATIENCE)
            expect(notice).to_contain_text(T(NEWER.cause, found="9999", known=HEAD))
            expect(notice).to_contain_text(T(NEWER.cure))
            seen = page.evaluate("document.body.innerText")
            for word in ("Traceback", "PageFault", "error", "Error", "cell"):
                assert word not in seen
            assert seen.count(NEWER.code) == 1
        page.reload()
        form(page)
        page.context.close()
