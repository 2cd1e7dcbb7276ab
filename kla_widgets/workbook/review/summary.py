"""The evaluators' page without a browser: stages, how much is decided, and every reduction with its reason."""

from __future__ import annotations

from kla_widgets.figures import Column, Figure, notice, paragraph, section, stack, table
from kla_widgets.language import Language
from kla_widgets.review.records import Decided, Verdict
from kla_widgets.workbook.review.reading import Reading
from kla_widgets.workbook.review.words import VERDICTS

LISTED = 60
"""Reductions in the table; a printed page stays small."""


def summary(seen: Reading, overview: dict[str, object], t: Language) -> Figure:
    """The page as it is now, for print and for a run without a browser.

    Parameters
    ----------
    overview : dict
        From :func:`kla_widgets.workbook.review.overview.overview_data`.
    """
    region = seen.workspace.regions.get(seen.case.region)
    parts = []
    if region.synthetic:
        words = t("Training data: this district does not exist; every number is made up.")
        parts.append(notice(words, "warning", t("Training")))
    parts += [_stages(overview, t), paragraph(_counts(seen, t)), _reductions(seen, t)]
    title = t("Verification of {region}, {cycle}", region=region.name, cycle=seen.case.cycle)
    return section(title, *parts, anchor="verifikasi")


def _stages(overview: dict[str, object], t: Language) -> Figure:
    columns = [
        Column("name", t("Stage"), width="30%"),
        Column("state_words", t("State")),
        Column("about", t("Who and when"), width="30%"),
        Column("score", t("Score"), align="right"),
    ]
    rows = overview["stages"]
    return table(columns, rows, t, t("Stages"), "tahapan")  # type: ignore[arg-type]


def _counts(seen: Reading, t: Language) -> str:
    desk = seen.desk
    return t(
        "{stage}: {settled} of {all} questions are settled; {asked} requests for completion, {open} of them without an "
        "answer.",
        stage=t.pick(seen.stage.name),
        settled=len(desk.to_decide) - len(desk.unsettled()),
        all=len(desk.to_decide),
        asked=len(desk.requests),
        open=sum(one.replied_at is None for one in desk.requests.values()),
    )


def _reductions(seen: Reading, t: Language) -> Figure:
    lowered = [one for one in seen.desk.settled.values() if _lost(one) > 0]
    if not lowered:
        return stack(paragraph(t("No claim is reduced at this stage.")))
    columns = [
        Column("id", t("No."), "id"),
        Column("verdict", t("Decision")),
        Column("claimed", t("Claimed"), "points", total=True),
        Column("granted", t("Granted"), "points", total=True),
        Column("reason", t("Reason"), width="45%"),
    ]
    rows = [
        {
            "id": one.question,
            "verdict": t(VERDICTS[one.verdict]),
            "claimed": one.claimed,
            "granted": one.points,
            "reason": one.decision.reason,
        }
        for one in sorted(lowered, key=lambda one: -_lost(one))
    ]
    return table(columns, rows, t, t("Reduced claims"), "pengurangan", max_rows=LISTED)


def _lost(one: Decided) -> float:
    """Points by which a settled decision lies below the claim."""
    if one.verdict is Verdict.COMPLETION or one.points is None or one.claimed is None:
        return 0.0
    return one.claimed - one.points
