"""The shipped instruments are clean and hold what their sources say."""

from __future__ import annotations

from math import fsum

import pytest

from kla_widgets.instrument.library import shipped_library
from kla_widgets.instrument.loading import check_instrument
from kla_widgets.instrument.models import Instrument
from kla_widgets.resources import templates

FILES = sorted((templates() / "instruments").glob("*.yaml"))


@pytest.fixture(scope="module")
def kla_2024() -> Instrument:
    return shipped_library().get("kla-2024")


def test_six_instruments_are_shipped() -> None:
    names = {"ape-pug", "drppa", "kampung-kb-cikar", "kla-2011", "kla-2022", "kla-2024"}
    assert {file.stem for file in FILES} == names
    assert {instrument.id for instrument in shipped_library().all()} == names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_file_has_no_fault(file) -> None:
    assert check_instrument(file) == ()


def test_kla_2024_has_7_groups_31_rows_and_274_questions(kla_2024: Instrument) -> None:
    assert (len(kla_2024.clusters), len(kla_2024.indicators), len(kla_2024.questions)) == (7, 31, 274)


def test_the_parts_of_kla_2024_add_up_to_1000(kla_2024: Instrument) -> None:
    assert kla_2024.max == 1000
    assert [cluster.max for cluster in kla_2024.clusters] == [164, 115, 156, 150, 110, 205, 100]
    assert fsum(indicator.max or 0 for indicator in kla_2024.indicators) == pytest.approx(1000, abs=1e-9)


def test_only_i19_and_i21b_of_kla_2024_overflow(kla_2024: Instrument) -> None:
    over = {
        indicator.id
        for indicator in kla_2024.indicators
        if fsum(question.weight or 0 for question in indicator.questions) > (indicator.max or 0) + 1e-9
    }
    assert over == {"I19", "I21B"}
    assert {indicator.id for indicator in kla_2024.indicators if indicator.overflow} == over


def test_kla_2022_has_the_maxima_of_8_groups_and_no_questions() -> None:
    instrument = shipped_library().get("kla-2022")
    maxima = {cluster.id: cluster.max for cluster in instrument.clusters}
    assert maxima == {"KEL": 150, "K1": 115, "K2": 170, "K3": 150, "K4": 110, "K5": 205, "KELANA": 25, "DEKELA": 75}
    assert (instrument.max, instrument.questions) == (1000, ())


def test_kla_2011_has_31_indicators_without_weights() -> None:
    instrument = shipped_library().get("kla-2011")
    assert len(instrument.indicators) == 31
    assert {*instrument.maxima.values()} == {None}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_shipped_instrument_says_that_it_is_not_official(file) -> None:
    instrument = shipped_library().get(file.stem)
    assert instrument.note is not None
    assert "Bukan instrumen resmi" in instrument.note.id
    assert instrument.known_defects
