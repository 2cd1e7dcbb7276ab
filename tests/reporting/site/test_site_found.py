"""What lies in a folder of reports, and what the names of the files say.

SIT-F1  Every report is found with its formats; drafts, failed notebooks and foreign files are not taken for reports.
SIT-F2  A name is taken apart as it was put together.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.reporting.jobs import Job
from kla_widgets.reporting.site.found import Found, Title, find_reports, read_name

INSTRUMENTS = ("kla-2024", "kla-2024-desa", "ape-pug")
STAGES = ("mandiri", "final")


def lay(folder: Path, *names: str) -> None:
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")


def test_sit_f1_reports_are_found_with_their_formats(tmp_path: Path) -> None:
    lay(
        tmp_path,
        *(f"2024/32.73/district-kla-2024.{ending}" for ending in ("ipynb", "pdf", "html")),
        "2024/32.73/agency-kla-2024-dp3a.docx",
        "2023/32/province.html",
        "2023/indonesia/province.html",
    )
    assert find_reports(tmp_path) == (
        Found(2023, "32", "province", ("html",)),
        Found(2023, "", "province", ("html",)),
        Found(2024, "32.73", "agency-kla-2024-dp3a", ("docx",)),
        Found(2024, "32.73", "district-kla-2024", ("html", "pdf", "ipynb")),
    )
    assert [one.link("html") for one in find_reports(tmp_path)][:2] == [
        "2023/32/province.html",
        "2023/indonesia/province.html",
    ]


def test_sit_f1_what_is_no_report_is_left_alone(tmp_path: Path) -> None:
    lay(
        tmp_path,
        "index.html",
        "2024/index.html",
        "2024/32.73/.0123.draft",
        "2024/32.73/.district-kla-2024.html",
        "2024/32.73/district-kla-2024.failed.ipynb",
        "2024/32.73/notes.txt",
        "2024/3273/district-kla-2024.html",
        "2024/..x/district-kla-2024.html",
        "24/32.73/district-kla-2024.html",
        "٢٠٢٤/32.73/district-kla-2024.html",
    )
    (tmp_path / "2024" / "32.04").write_text("a file", encoding="utf-8")
    assert find_reports(tmp_path) == ()
    assert find_reports(tmp_path / "nowhere") == ()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("agency", ["", "dp3a", "dinas-kesehatan"])
@pytest.mark.parametrize("stage", ["", "final"])
@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("template", ["district", "milik-kami"])
def test_sit_f2_a_name_is_taken_apart_as_it_was_put_together(
    template: str, instrument: str, stage: str, agency: str, language: str
) -> None:
    case = Case("32.73", instrument, 2024)
    name = Job(case, Path(f"{template}.ipynb"), Path(), ("html",), language, stage, agency).name
    assert read_name(name, INSTRUMENTS, lambda _: STAGES) == Title(template, instrument, stage, agency, language)


@pytest.mark.parametrize(
    ("name", "title"), [("province", Title("province", "")), ("x-en", Title("x", "", language="en"))]
)
def test_sit_f2_a_name_without_an_instrument(name: str, title: Title) -> None:
    assert read_name(name, INSTRUMENTS, lambda _: STAGES) == title
