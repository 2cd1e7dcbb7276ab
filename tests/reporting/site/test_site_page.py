"""The page that lists the reports of a batch, read as text.

SIT-P1  It is one file that loads nothing, and its links are relative and lead to files that are there.
SIT-P2  It says for every region what is known: unrounded scores to sort by, predicates in their order, completeness.
SIT-P3  What is made up, provisional or not official is marked.
SIT-P4  514 rows in all formats with the map of the country weigh less than 400 KB.
SIT-P5  Whatever a name or an error says, it is text.
SIT-P6  It is written whole or not at all, and a folder that cannot be written is told.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Fault, KlaError, Message
from kla_widgets.language import language
from kla_widgets.regions import Region, RegionKind
from kla_widgets.reporting.jobs import Job, Outcome, find_template
from kla_widgets.reporting.site import write_site
from kla_widgets.reporting.site.found import ENDINGS, Title
from kla_widgets.reporting.site.listing import Listing, Report, Row, State
from kla_widgets.reporting.site.page import write_page
from kla_widgets.reporting.site.picture import draw_map
from kla_widgets.reporting.site.standing import Placed
from kla_widgets.scoring.predicate import standing
from kla_widgets.scoring.scores import Part

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
T = language("en")
BROKEN = Message("TST-001", "Cell {cell} failed: {reason}.", "Mend it.")


class Reader(HTMLParser):
    """The links of a page, and the rows of its list as words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.add(tag)
        self.ids += [str(found["id"])] if "id" in found else []
        if tag == "a":
            self.links.append(str(found["href"]))
        if tag == "tbody":
            self._inside = True
        if tag == "tr" and self._inside:
            self.rows.append([])
        if tag in ("td", "th") and self._inside:
            self.rows[-1].append(f"{found['data-s']}|" if found.get("data-s") else "")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "table"

    def handle_data(self, data: str) -> None:
        if self._inside and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def made(workspace: Workspace, out: Path, formats: tuple[str, ...] = ("html", "pdf")) -> list[Outcome]:
    """Every assessment of a workspace with files that are there."""
    outcomes = []
    for case in workspace.store.cases():
        job = Job(case, find_template("district"), out / str(case.cycle) / case.region, formats)
        job.folder.mkdir(parents=True, exist_ok=True)
        for file in job.files:
            file.write_text("x", encoding="utf-8")
        outcomes.append(Outcome(job, job.files))
    return outcomes


def rows_of(workspace: Workspace, count: int) -> list[Row]:
    """As many rows as there are districts, with scores that are made up and stay in this test."""
    instrument = workspace.library.get("kla-2024")
    rows = []
    official = [region for region in workspace.regions.districts() if not region.synthetic]
    for number, region in enumerate(official[:count]):
        points = 300 + (number * 7919 % 65000) / 100
        total = Part("TOTAL", 1000, points, points, None, 1000 - points, 200 + number % 74, 100, 274)
        placed = Placed(instrument, total, points, standing(instrument.predicates, points))
        links = tuple((ending, f"2024/{region.code}/district-kla-2024.{ending}") for ending in ENDINGS)
        report = Report(Title("district", "kla-2024"), State.MADE, links)
        province = workspace.regions.province_of(region)
        rows.append(Row(region, province, 2024, "kla-2024", "", placed, (report,)))
    return rows


@pytest.fixture
def page(demo: Workspace, tmp_path: Path) -> str:
    return write_site(demo, tmp_path, made(demo, tmp_path), T).read_text("utf-8")


def test_sit_p1_it_loads_nothing_and_leads_to_files_that_are_there(page: str, tmp_path: Path) -> None:
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:[a-z]+:)?//""", page)
    assert not re.search(r"@import|url\(|fetch\(|XMLHttpRequest|import\(", page)
    found = Reader(page)
    assert found.tags.isdisjoint({"link", "img", "iframe", "object"})
    files = [link for link in found.links if not link.startswith("#")]
    assert len(files) == 3 * 20  # each name, and each of two formats
    assert all((tmp_path / unquote(link)).is_file() for link in files)
    anchors = [link[1:] for link in found.links if link.startswith("#")]
    assert set(anchors) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


def test_sit_p2_every_region_says_what_is_known(page: str, demo: Workspace) -> None:
    rows = {row[0]: row[1:] for row in Reader(page).rows}
    assert len(Reader(page).rows) == len(demo.store.cases())
    bandung = rows["Kota Bandung32.73 · Jawa Barat"]
    bands = [band.name for band in demo.library.get("kla-2024").predicates.bands]  # type: ignore[union-attr]
    assert bandung[1] == f"{bands.index('Utama') + 1}|Utama"
    assert bandung[2:4] == ["0.88039|880.39 of 1,000", "sums only"]  # instruments differ here: sorted by shares
    metro = rows["Kota Metro18.72 · Lampung"]
    assert metro[1:3] == ["–", "–"]  # nothing known is not zero


def test_sit_p2_scores_are_sorted_by_unrounded(demo: Workspace) -> None:
    rows = rows_of(demo, 2)
    assert rows[0].placed is not None
    close = replace(rows[0], placed=replace(rows[0].placed, points=700.0049))
    found = Reader(write_page(Listing((close, rows[1]), (), ()), T, NOW)).rows
    assert found[0][2] == "700.0049|700.00"


def test_sit_p3_what_is_made_up_provisional_or_not_official_is_marked(page: str, demo: Workspace) -> None:
    assert "CONTAINS TRAINING DATA" in page
    assert [row[0] for row in Reader(page).rows if "training" in row[0]] == [
        "Kabupaten Latihan training00.01 · Provinsi Latihan"
    ]
    assert "kla-2024: not the official instrument" in page
    real = write_page(Listing(tuple(rows_of(demo, 3)), (), ()), T, NOW)
    assert "TRAINING DATA" not in real
    assert all("provisional" in row[1] for row in Reader(real).rows)
    synthetic = [replace(row, region=replace(row.region, synthetic=True)) for row in rows_of(demo, 2)]
    whole = write_page(Listing(tuple(synthetic), (), ()), T, NOW)
    assert "TRAINING DATA" in whole
    assert "CONTAINS" not in whole


def test_sit_p4_the_whole_country_is_light(demo: Workspace) -> None:
    rows = tuple(rows_of(demo, 600))
    picture = draw_map(rows, demo.regions, T)
    assert picture is not None
    page = write_page(Listing(rows, (), (demo.library.get("kla-2024"),)), T, NOW, picture)
    assert len(Reader(page).rows) == 514
    assert page.count("data-code=") == 514
    assert len(page.encode()) < 400_000


HOSTILE = "</table><script>alert(1)</script>\" onmouseover='x' {{ 7*7 }} \u202egnudnab \0"


def test_sit_p5_whatever_a_name_or_an_error_says_is_text(demo: Workspace) -> None:
    template, *_ = rows_of(demo, 1)
    links = (("html", f"2024/00.09/{HOSTILE}.html"),)
    report = Report(Title(HOSTILE, "kla-2024"), State.FAILED, links, (Fault(BROKEN, cell=1, reason=HOSTILE * 9000),))
    region = Region("00.09", HOSTILE, RegionKind.KABUPATEN, "00")
    row = replace(template, region=region, province=region, reports=(report, report), instrument=HOSTILE)
    page = write_page(Listing((row, template), (row,), ()), T, NOW)
    plain = write_page(Listing((template,), (), ()), T, NOW)
    assert "<script>alert" not in page
    assert page.count("<script") == plain.count("<script") == 1
    assert "{{ 7*7 }}" in page
    assert len(page) < len(plain) + 20_000  # an error of megabytes does not swell the page
    assert not re.search(r"<[^>]*\sonmouseover=", page)


def test_sit_p5_the_words_of_the_page_can_be_any(demo: Workspace) -> None:
    page = write_page(Listing(tuple(rows_of(demo, 1)), (), ()), language("id"), NOW)
    assert '<html lang="id">' in page
    assert json.loads(re.findall(r"content: (\".*?\")", page)[0])


def test_sit_p6_an_empty_folder_gives_a_page_that_says_so(demo: Workspace, tmp_path: Path) -> None:
    page = write_site(demo, tmp_path / "new" / "folder", (), T)
    assert "No report is here yet." in page.read_text("utf-8")
    assert [file.name for file in page.parent.iterdir()] == ["index.html"]


def test_sit_p6_a_folder_that_cannot_be_is_told(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(KlaError, match="SIT-001"):
        write_site(demo, tmp_path / "out", (), T)
