"""Answers that do not count, because the instrument no longer asks: shown, so that nobody looks for them in vain."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.assessment.orphans import Orphan, find_orphans
from kla_widgets.assessment.records import Case, Json
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language

PARTS: Mapping[str, str] = {
    "numerator": N_("part"),
    "denominator": N_("whole"),
    "previous": N_("year before"),
    "current": N_("year assessed"),
}
"""Names of the parts of an answer; those of a table are told as they are stored."""


def orphans(workspace: Workspace, case: Case, t: Language) -> Figure:
    """A section that lists the answers and evidence to questions that the instrument no longer has.

    Returns
    -------
    Figure
        Empty where there are none.
    """
    instrument = workspace.library.get(case.instrument)
    found = find_orphans(workspace.store, case, instrument)
    if not found:
        return stack()
    words = t(
        "The instrument {instrument} no longer has these questions. Their answers and evidence stay stored, but they "
        "earn no points and are in no sum. Answer the questions that took their place; the evidence can be attached "
        "there again.",
        instrument=instrument.id,
    )
    columns = [
        Column("id", t("No."), "id"),
        Column("answer", t("Earlier answer"), width="34%"),
        Column("stage", t("Stage")),
        Column("author", t("Who")),
        Column("at", t("When")),
        Column("files", t("Files of evidence"), "count"),
    ]
    listed = table(columns, [_row(one, instrument, t) for one in found], t, t("Kept without a question"), "tanpa-soal")
    return section(t("Answers that no longer count"), paragraph(words), listed, anchor="jawaban-lama")


def plain_words(value: Json, t: Language) -> str:
    """An answer whose question is not known any more, as well as it can be told."""
    if value is None:
        return t("not filled in")
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, int | float):
        return t.short(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{t(PARTS.get(name, name))}: {plain_words(part, t)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(plain_words(part, t) for part in value) or t("none of these")
    return str(value)


def _row(one: Orphan, instrument: Instrument, t: Language) -> dict[str, object]:
    stage = instrument.stage.get(one.stage)
    words = plain_words(one.value, t)
    return {
        "id": one.question,
        "answer": f"{words} – {one.note}" if one.note else words,
        "stage": t.pick(stage.name) if stage else one.stage or "–",
        "author": one.author,
        "at": t.moment(one.at.astimezone()),
        "files": one.files,
    }
