"""From the parameters of a notebook to an opened session."""

from __future__ import annotations

from kla_widgets.assessment.checks import UNKNOWN_STAGE
from kla_widgets.assessment.records import Case, author_name
from kla_widgets.errors import fail
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.language import language as language_of
from kla_widgets.results import choose_instrument
from kla_widgets.workbook.session import Session


def open_session(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language: str = "id",
    author: str = "",
    cluster: str = "",
) -> Session:
    """Open the page of a cluster; parameters and faults as :func:`kla_widgets.workbook.form.open_form`."""
    opened = open_or_example(workspace)
    place = opened.regions.resolve(region)
    chosen = choose_instrument(opened, place.code, cycle, instrument)
    shown = stage or chosen.claim_stage.id
    if shown not in chosen.stage:
        raise fail(UNKNOWN_STAGE, stage=shown, known=", ".join(chosen.stage))
    case = Case(place.code, chosen.id, cycle)
    signer = author_name(author)
    opened.store.add_case(case, None, signer)
    return Session(opened, case, cluster or chosen.clusters[0].id, shown, signer, language_of(language))
