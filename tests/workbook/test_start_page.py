"""The start page: what is assessed, how far it has come, where to go on, and what the numbers are not.

SP001  Names the district, the cycle and the instrument, and says that it is not official, and when data are made up.
SP002  Says how saving works.
SP003  Counts answered and evidenced questions per cluster, and leads to each page.
SP004  Leads on to the cluster whose open questions are worth most, and to the score when all are answered.
SP005  Counts by the agency that the workshop made responsible, and by who gave the answers.
SP006  Shows what was stored since when it is refreshed.
SP007  Says what is wrong instead of showing a traceback, and still fails for whoever runs notebooks.
SP008  Text that people typed is shown as text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kla_widgets.assessment.editing import Edit, save_edit
from kla_widgets.assessment.records import Answer, Case
from kla_widgets.assessment.workspace import Workspace, create_workspace
from kla_widgets.instrument.answers import Checklist, Choice
from kla_widgets.instrument.library import shipped_library
from kla_widgets.language import language
from kla_widgets.workbook.choosing import Opened
from kla_widgets.workbook.faults import PageFault
from kla_widgets.workbook.form import open_form
from kla_widgets.workbook.navigation import open_navigation
from kla_widgets.workbook.notebooks import INSTRUMENT, pages
from kla_widgets.workbook.snapshot import Snapshot, take_snapshot
from kla_widgets.workbook.start import StartPage, head, how_far, open_start, who_answers

CASE = Case("32.73", "kla-2024", 2024)
T = language("en")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with create_workspace(tmp_path / "ruang") as made:
        made.store.add_case(CASE, None, "Ani")
        yield made


def look(workspace: Workspace, case: Case = CASE) -> Snapshot:
    return take_snapshot(workspace, case, "", T)


def answer(workspace: Workspace, question: str, value: object, author: str = "Ani") -> None:
    instrument = workspace.library.get(CASE.instrument)
    stage = instrument.claim_stage.id
    workspace.store.save_answers(CASE, stage, [Answer(question, value)], instrument, author)


def test_sp001_names_district_cycle_and_instrument_and_that_it_is_not_official(workspace: Workspace) -> None:
    text = head(look(workspace)).text
    for words in ("Kota Bandung", "32.73", "2024", "kla-2024", "Not the official instrument"):
        assert words in text
    assert "Training" not in text


def test_sp001_made_up_data_are_called_so(demo: Workspace) -> None:
    text = head(look(demo, Case("00.01", "kla-2024", 2024))).text
    assert "Training data: this district does not exist" in text


def test_sp001_an_instrument_of_another_year_is_told(workspace: Workspace) -> None:
    case = Case("32.73", "kla-2024", 2026)
    workspace.store.add_case(case, None, "Ani")
    assert "made for 2024; it is used here for 2026" in head(look(workspace, case)).text
    assert "used here" not in head(look(workspace)).text


def test_sp002_says_how_saving_works(workspace: Workspace) -> None:
    text = head(look(workspace)).text
    assert text.count(". ", text.index("How saving works")) == 2


def test_sp003_counts_per_cluster_and_leads_to_each_page(workspace: Workspace) -> None:
    answer(workspace, "I4.4", _best(workspace, "I4.4"))
    figure = how_far(look(workspace))
    assert "1 of 23" in figure.text
    for page in pages(workspace.library.get(CASE.instrument)):
        assert (f'href="{page.file}"' in figure.html) == bool(page.cluster)


def test_sp004_leads_on_to_the_cluster_with_most_points_open(workspace: Workspace) -> None:
    assert "Go on with: Cluster V " in how_far(look(workspace)).text


def test_sp004_leads_to_the_score_when_all_is_answered(demo: Workspace) -> None:
    text = how_far(look(demo, Case("00.01", "kla-2024", 2024))).text
    assert "Every question is filled in. Go on with: Score and gaps" in text


def test_sp005_counts_by_the_agency_made_responsible(workspace: Workspace) -> None:
    instrument = workspace.library.get(CASE.instrument)
    before = who_answers(look(workspace)).text
    edit = Edit("I4.4", "agencies", ["bnn"], 0)
    assert "BNN" not in before
    save_edit(workspace.store, CASE, instrument.claim_stage.id, edit, instrument, "Budi")
    assert "BNN" in who_answers(look(workspace)).text


def test_sp005_counts_answers_by_who_gave_them(workspace: Workspace) -> None:
    assert "Who gave the answers" not in who_answers(look(workspace)).text
    answer(workspace, "I4.4", _best(workspace, "I4.4"), "Ani")
    answer(workspace, "I4.7", _best(workspace, "I4.7"), "Budi")
    answer(workspace, "I5.9", _best(workspace, "I5.9"), "Budi")
    told = who_answers(look(workspace)).text
    assert told[told.index("Who gave the answers") :].split()[-6:] == ["Budi", "2", "Ani", "1", "Total", "3"]


def test_sp006_a_refreshed_page_shows_what_was_stored_since(workspace: Workspace, tmp_path: Path) -> None:
    page = StartPage(Opened(workspace, CASE, "", "Ani", T), tmp_path)
    assert "1 of 23" not in page.progress.value
    answer(workspace, "I4.4", _best(workspace, "I4.4"))
    page.button.click()
    assert "1 of 23" in page.progress.value
    assert "As of" in page.status.value


@pytest.mark.parametrize("opened", [open_start, open_navigation, open_form])
@pytest.mark.parametrize(
    ("folder", "region", "code"), [("none", "32.73", "WSP-001"), ("", "99.99", "REG-001")], ids=["folder", "region"]
)
def test_sp007_what_is_wrong_is_told_in_words_and_is_a_failure(
    opened: Callable[..., Any], folder: str, region: str, code: str, tmp_path: Path
) -> None:
    with pytest.raises(PageFault) as error:
        opened(str(tmp_path / folder) if folder else "", region, 2024, language="id")
    said = "\n".join(error.value._render_traceback_())
    assert said == error.value.describe(language("id"))
    assert said.startswith(f"[{code}]")
    assert "Traceback" not in said


def test_sp008_typed_text_is_shown_as_text(workspace: Workspace) -> None:
    answer(workspace, "I4.4", _best(workspace, "I4.4"), "<img src=x onerror=alert(1)>")
    html = who_answers(look(workspace)).html
    assert "<img" not in html
    assert "&lt;img" in html


def test_the_head_of_a_page_marks_where_one_is() -> None:
    value = open_navigation("", "00.01", 2024, here="K1").value
    count = len(pages(shipped_library().get(INSTRUMENT)))
    assert value.count("<a ") == count
    assert value.count('aria-current="page"') == 1
    assert value.count('data-lm-suppress-shortcuts="true"') == count
    assert "Kabupaten Latihan" in value
    assert "Kabupaten Latihan" not in open_navigation("", "00.01", 2024, here="start").value  # its page begins so


def _best(workspace: Workspace, question: str) -> object:
    """The answer that earns the most."""
    rule = workspace.library.get(CASE.instrument).question[question].answer
    if isinstance(rule, Checklist):
        return [item.id for item in rule.items]
    assert isinstance(rule, Choice)
    return max(rule.options, key=lambda option: option.credit).id


def test_every_page_of_made_up_data_says_so(demo: Workspace) -> None:
    folder = str(demo.folder)
    for here in ("K1", "score"):
        assert "DATA LATIHAN" in open_navigation(folder, "00.01", 2024, here=here).value
        assert "LATIHAN" not in open_navigation(folder, "32.73", 2024, here=here).value
    made_up = take_snapshot(demo, Case("00.01", "kla-2024", 2024), "", language("id"))
    assert "semua angkanya rekaan" in head(made_up).html
