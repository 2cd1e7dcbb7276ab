"""Which reports are meant: regions, provinces, lists, agencies, parameters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.reporting.batch.selection import Look, Wanted, choose_jobs
from kla_widgets.reporting.jobs import PARAMETERS, Template, find_template, read_template

DISTRICT = read_template("district")


def template(tmp_path: Path, *more: str, about: str = "") -> Template:
    """A template of one's own with more parameters."""
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "parameter",
        "metadata": {"tags": ["parameters"]},
        "outputs": [],
        "source": "\n".join(f'{name}: str = ""' for name in (*PARAMETERS, *more)),
    }
    content = {"cells": [cell], "metadata": {"kla": {"template": about}}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "own.ipynb").write_text(json.dumps(content), "utf-8")
    return read_template(str(tmp_path / "own.ipynb"))


def regions(demo: Workspace, wanted: Wanted, look: Look, out: Path = Path("out")) -> list[tuple[int, str]]:
    jobs = choose_jobs(demo, wanted, look, out)
    assert all(job.folder.parent.parent == out for job in jobs)
    return sorted({(job.case.cycle, job.case.region) for job in jobs})


def test_a_province_stands_for_what_lies_in_it(demo: Workspace) -> None:
    found = regions(demo, Wanted(provinces=("Kepulauan Bangka Belitung",), instrument="kla-2024"), Look(DISTRICT, ()))
    stored = demo.store.cases(instrument="kla-2024")
    assert found == sorted({(case.cycle, case.region) for case in stored if case.region.startswith("19")})
    assert len(found) == 7


def test_a_list_names_regions(demo: Workspace, tmp_path: Path) -> None:
    (tmp_path / "daftar.txt").write_text("Kota Bandung\n18.13\n", "utf-8")
    found = regions(demo, Wanted(listed=tmp_path / "daftar.txt"), Look(DISTRICT, ()))
    assert found == [(2021, "18.13"), (2024, "32.73")]


def test_a_region_without_anything_stored_stays_to_be_told(demo: Workspace) -> None:
    jobs = choose_jobs(demo, Wanted(("32.73", "32.74"), cycle=2024), Look(DISTRICT, ()), Path())
    assert [job.case.region for job in jobs] == ["32.73", "32.74"]
    with pytest.raises(KlaError, match=r"REP-010.*32\.74"):
        choose_jobs(demo, Wanted(("32.74",)), Look(DISTRICT, ()), Path())


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(provinces=("19",), cycle=2019), [(2019, "19")]),
        (Wanted(("32.73",)), []),
        (Wanted(("32",)), [(2024, "32")]),
        (Wanted(every_province=True, cycle=2024), [(2024, "00"), (2024, "32")]),
        (Wanted(everything=True, cycle=2024), [(2024, "")]),
    ],
)
def test_a_template_about_provinces_gives_one_report_each(
    demo: Workspace, tmp_path: Path, wanted: Wanted, found: list[tuple[int, str]]
) -> None:
    look = Look(template(tmp_path, about="province"), ())
    if found:
        assert regions(demo, wanted, look) == found
    else:
        with pytest.raises(KlaError, match="REP-010"):
            choose_jobs(demo, wanted, look, Path())


def test_a_report_on_the_country_has_a_folder_of_its_own(demo: Workspace, tmp_path: Path) -> None:
    look = Look(template(tmp_path, about="province"), ("html",))
    (job,) = choose_jobs(demo, Wanted(everything=True, cycle=2024), look, tmp_path)
    assert job.files == (tmp_path / "2024" / "indonesia" / "own.html",)


def test_every_province_needs_a_template_about_provinces(demo: Workspace) -> None:
    with pytest.raises(KlaError, match="REP-013"):
        choose_jobs(demo, Wanted(every_province=True), Look(DISTRICT, ()), Path())


def test_a_template_about_agencies_gives_a_report_for_every_agency_that_is_asked_anything(
    demo: Workspace, tmp_path: Path
) -> None:
    look = Look(template(tmp_path, "agency"), ("html",), agency="all")
    jobs = choose_jobs(demo, Wanted(("32.73",)), look, Path())
    instrument = demo.library.get("kla-2024")
    asked = {agency for question in instrument.questions for agency in question.agencies}
    assert asked <= {job.agency for job in jobs} <= set(instrument.agencies)
    assert len({job.file("html") for job in jobs}) == len(jobs) > 5
    assert all(job.parameters(tmp_path)["agency"] == job.agency for job in jobs)


def test_one_agency(demo: Workspace, tmp_path: Path) -> None:
    look = Look(template(tmp_path, "agency"), ("html",), agency="dp3a")
    (job,) = choose_jobs(demo, Wanted(("32.73",)), look, Path())
    assert job.name == "own-kla-2024-dp3a"


@pytest.mark.parametrize(
    ("agency", "values", "code"),
    [("dinas-x", (), "REP-014"), ("", (("tak-ada", "1"),), "REP-002"), ("", (("region", "11.10"),), "REP-002")],
)
def test_what_the_template_or_instrument_does_not_have_is_refused(
    demo: Workspace, tmp_path: Path, agency: str, values: tuple[tuple[str, str], ...], code: str
) -> None:
    look = Look(template(tmp_path, "agency"), (), agency=agency, values=values)
    with pytest.raises(KlaError, match=code):
        choose_jobs(demo, Wanted(("32.73",)), look, Path())


def test_an_agency_for_a_template_that_has_none_is_refused(demo: Workspace) -> None:
    with pytest.raises(KlaError, match=r"REP-002.*agency"):
        choose_jobs(demo, Wanted(("32.73",)), Look(DISTRICT, (), agency="dp3a"), Path())


def test_own_parameters_reach_the_template_as_text(demo: Workspace, tmp_path: Path) -> None:
    look = Look(template(tmp_path, "kode"), ("html",), values=(("kode", "0012"),))
    (job,) = choose_jobs(demo, Wanted(("32.73",)), look, Path())
    assert job.parameters(tmp_path)["kode"] == "0012"


def test_file_names_come_from_ids_only(demo: Workspace) -> None:
    (job,) = choose_jobs(demo, Wanted(("32.73",)), Look(DISTRICT, ("html",), "en", "lapangan"), Path("o"))
    assert job.files == (Path("o/2024/32.73/district-kla-2024-lapangan-en.html"),)
    assert job.template == find_template("district")
    assert job.case == Case("32.73", "kla-2024", 2024)
