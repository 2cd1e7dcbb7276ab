"""The hidden marks of a review sheet, its columns, and what decisions are called in it.

===========================================================  ====================================================
mark                                                         where
===========================================================  ====================================================
``kla|review|1|REGION|INSTRUMENT|CYCLE|STAGE|DATA|PERSON``   once: whose sheet it is, and the data that it shows
``kla|column|NAME``                                          above every column
``kla|question|ID|STATE``                                    beside every question; STATE names claim and evidence
===========================================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kla_widgets.assessment.records import Case
from kla_widgets.exchange.agency.marks import mark, read_mark
from kla_widgets.language import LANGUAGES, N_, language
from kla_widgets.review.naming import VERDICTS
from kla_widgets.review.records import Verdict

FORMAT = 1

DECISION, POINTS, REASON, NUMBER = "decision", "points", "reason", "number"
HEADINGS: Mapping[str, str] = {
    NUMBER: N_("No."),
    "text": N_("Question"),
    "answer": N_("Claimed answer"),
    "maximum": N_("Maximum"),
    "claimed": N_("Points claimed"),
    "evidence": N_("Evidence attached"),
    "missing": N_("Evidence missing"),
    DECISION: N_("Your decision"),
    POINTS: N_("Points, if reduced"),
    REASON: N_("Reason, or what is missing"),
    "link": N_("In the report"),
}
"""The columns, by the name in their mark."""

VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: N_("Accept"),
    Verdict.REDUCE: N_("Reduce"),
    Verdict.REJECT: N_("Reject"),
    Verdict.COMPLETION: N_("Ask to complete"),
}
"""What is chosen from the list; short, since it stands in a narrow column."""


@dataclass(frozen=True, slots=True)
class SheetMark:
    """Whose sheet it is.

    Parameters
    ----------
    case : Case
    stage : str
    data : str
        Short name of the state of the assessment that it shows, as the report's record has it.
    evaluator : str
    format : int
        Of the sheet; a newer one is not read.
    """

    case: Case
    stage: str
    data: str
    evaluator: str
    format: int = FORMAT

    @property
    def text(self) -> str:
        case = self.case
        parts = (self.format, case.region, case.instrument, case.cycle, self.stage, self.data, self.evaluator)
        return mark("review", *parts)


def read_sheet_mark(text: str) -> SheetMark | None:
    """The mark of a sheet, None for anything else."""
    parts = read_mark(text, "review", 7)
    if parts is None:
        return None
    version, region, instrument, cycle, stage, data, evaluator = parts
    if not all(one.isascii() and one.isdigit() and len(one) < 6 for one in (version, cycle)):
        return None
    return SheetMark(Case(region, instrument, int(cycle)), stage, data, evaluator, int(version))


def read_verdict(text: str) -> Verdict | None:
    """The decision that words stand for, in any language; None for none."""
    wanted = " ".join(text.casefold().split())
    for verdict in Verdict:
        names = (language(code)(words[verdict]) for code in LANGUAGES for words in (VERDICT_WORDS, VERDICTS))
        if wanted in {verdict.value, *(name.casefold() for name in names)}:
            return verdict
    return None
