"""The page “Verifikasi” as a Jupyter widget."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.assessment.records import Case, author_name
from kla_widgets.exchange.demo import open_or_example
from kla_widgets.figures import Figure
from kla_widgets.language import language as language_of
from kla_widgets.results import choose_instrument
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.review.overview import overview_data
from kla_widgets.workbook.review.reading import choose_stage
from kla_widgets.workbook.review.session import ReviewSession
from kla_widgets.workbook.review.summary import summary
from kla_widgets.workbook.review.words import WORDS
from kla_widgets.workbook.served import Reply, ServedPage, joined
from kla_widgets.workbook.words import WORDS as FORM_WORDS

SHARED = (
    "10_dom",
    "15_numbers",
    "20_storage",
    "22_around",
    "25_connection",
    "40_choices",
    "42_numbers",
    "44_matrix",
    "46_words",
    "64_history",
)
"""Parts of the form's program that this page uses too."""


class ReviewPage(ServedPage):
    """Claims, evidence and decisions of one assessment.

    Parameters
    ----------
    session : ReviewSession
    """

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        super().__init__(session.t)

    def whole(self) -> Reply:
        case = self.session.case
        place = f"kla-review:{case.region}:{case.instrument}:{case.cycle}:{self.session.author}"
        words = {key: self.t(text) for key, text in {**FORM_WORDS, **WORDS}.items()}
        script = "\n".join((joined("static", ".js", SHARED), joined("shared", ".js"), joined("review", ".js")))
        style = "\n".join((joined("static", ".css"), joined("review", ".css")))
        return {"script": script, "style": style, "content": {**self.session.whole(), "words": words, "place": place}}

    def answer(self, message: Reply, buffers: Sequence[bytes | memoryview]) -> Sequence[Reply]:
        return self.session.handle(message)

    def news(self) -> Sequence[Reply]:
        return self.session.news()

    def printed(self) -> Figure:
        seen = self.session.reading()
        return summary(seen, overview_data(seen, self.t), self.t)


def open_review(
    workspace: str,
    region: str,
    cycle: int,
    instrument: str = "",
    stage: str = "",
    language: str = "id",
    author: str = "",
) -> ReviewPage:
    """The page of the evaluators; parameters as for :func:`kla_widgets.workbook.form.open_form`.

    Parameters
    ----------
    stage : str
        A stage of verification; otherwise the one that is open.

    Raises
    ------
    PageFault
        After the page has said what is wrong.
    """
    t = language_of(language)
    with faults_told(t):
        opened = open_or_example(workspace)
        place = opened.regions.resolve(region)
        case = Case(place.code, choose_instrument(opened, place.code, cycle, instrument).id, cycle)
        signer = author_name(author)
        opened.store.add_case(case, None, signer)
        return ReviewPage(ReviewSession(opened, case, choose_stage(opened, case, stage), signer, t))
