"""This cycle beside the one before, and what of its answers could be used again.

Points of two cycles are compared only where both used the same instrument; else shares of the maximum are, and the
page says so.
"""

from __future__ import annotations

from dataclasses import dataclass

from kla_widgets.assessment.carryover import earlier_answers
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.figures import Column, Figure, notice, paragraph, section, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.results import score_case
from kla_widgets.scoring.scores import Part, RegionScore
from kla_widgets.words import answer_in_words, part_name
from kla_widgets.workbook.snapshot import Snapshot

LISTED = 40
"""Most answers that are listed one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One part in two cycles; None where it is not known.

    Parameters
    ----------
    id : str
        Of the part, or ``TOTAL``.
    before, now : float, optional
        Points.
    before_share, now_share : float, optional
        Share of the maximum, 0..1.
    """

    id: str
    before: float | None
    now: float | None
    before_share: float | None
    now_share: float | None

    @property
    def change(self) -> float | None:
        """Difference of the shares."""
        if self.before_share is None or self.now_share is None:
            return None
        return self.now_share - self.before_share


def previous_case(workspace: Workspace, case: Case) -> Case | None:
    """The assessment of the nearest earlier cycle; of several that year, the one with the same instrument."""
    earlier = [one for one in workspace.store.cases(case.region) if one.cycle < case.cycle]
    return max(earlier, key=lambda one: (one.cycle, one.instrument == case.instrument), default=None)


def compare(before: RegionScore, now: RegionScore) -> tuple[Compared, ...]:
    """The total and every cluster that both cycles have, in the order of the present instrument."""
    known = before.parts
    pairs = [(before.total, now.total)] + [(known[part.id], part) for part in now.clusters if part.id in known]
    return tuple(
        Compared(part.id, before.own(old), now.own(part), _share(before, old), _share(now, part)) for old, part in pairs
    )


def comparison(workspace: Workspace, seen: Snapshot) -> Figure:
    """The section on the previous cycle."""
    t, case = seen.t, seen.case
    title = t("Compared with the previous cycle")
    past = previous_case(workspace, case)
    if past is None:
        words = t("No earlier cycle of {region} is in this workspace.", region=seen.region.name)
        return section(title, paragraph(words), anchor="banding")
    before = score_case(workspace, past)
    same = past.instrument == case.instrument
    parts = []
    if not same:
        words = t(
            "The instruments differ ({before} and {now}). Points cannot be compared; the shares of the maximum are.",
            before=past.instrument,
            now=case.instrument,
        )
        parts.append(notice(words, label=t("Different instruments")))
    parts.append(_table(seen, before, past.cycle, same))
    if missing := _only_before(before.instrument, seen.instrument, t):
        words = t("Only in {cycle}: {names}.", cycle=past.cycle, names=", ".join(missing))
        parts.append(paragraph(words))
    return section(title, *parts, _carried(workspace, seen), anchor="banding")


def _table(seen: Snapshot, before: RegionScore, cycle: int, same: bool) -> Figure:
    t = seen.t
    stages = [t.pick(one.instrument.stage[one.stage].name) for one in (before, seen.score)]
    old, new = (
        t("{cycle} ({stage})", cycle=year, stage=stage)
        for year, stage in zip((cycle, seen.case.cycle), stages, strict=True)
    )
    rows = [
        {
            "name": part_name(seen.instrument, one.id, t),
            "before": one.before,
            "now": one.now,
            "before_share": one.before_share,
            "now_share": one.now_share,
            "change": _signed(one.change, t),
        }
        for one in compare(before, seen.score)
    ]
    points = [
        Column("before", t("Points in {cycle}", cycle=cycle), "points"),
        Column("now", t("Points in {cycle}", cycle=seen.case.cycle), "points"),
    ]
    columns = [
        Column("name", t("Cluster"), width="30%"),
        *(points if same else []),
        Column("before_share", old, "share"),
        Column("now_share", new, "share"),
        Column("change", t("Change"), align="right"),
    ]
    return table(columns, rows, t, t("Share of the maximum, {before} and {now}", before=old, now=new), "tabel-banding")


def _carried(workspace: Workspace, seen: Snapshot) -> Figure:
    t = seen.t
    open_ = {name for name in seen.instrument.question if name not in seen.held or seen.held[name].value is None}
    found = tuple(one for one in earlier_answers(workspace, seen.case).values() if one.question in open_)
    title = t("Answers that can be used again")
    if not found:
        words = t("No open question has an answer of an earlier cycle.")
        return section(title, paragraph(words), level=3, anchor="usulan")
    words = t(
        "Open questions with an answer of an earlier cycle: {count}. These answers are suggestions and earn nothing "
        "until somebody confirms them in the form.",
        count=len(found),
    )
    rows = [
        {
            "id": one.question,
            "name": part_name(seen.instrument, one.question, t),
            "answer": answer_in_words(seen.instrument.question[one.question].answer, one.value, t),
            "cycle": str(one.cycle),
        }
        for one in found
    ]
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="45%"),
        Column("answer", t("Answer then")),
        Column("cycle", t("Cycle"), "id"),
    ]
    listed = table(columns, rows, t, t("Suggestions of earlier cycles"), "tabel-usulan", max_rows=LISTED)
    return section(title, paragraph(words), listed, level=3, anchor="usulan")


def _only_before(before: Instrument, now: Instrument, t: Language) -> list[str]:
    known = {cluster.id for cluster in now.clusters}
    return [t.pick(cluster.name) for cluster in before.clusters if cluster.id not in known]


def _share(score: RegionScore, part: Part) -> float | None:
    own = score.own(part)
    return own / part.max if own is not None and part.max else None


def _signed(change: float | None, t: Language) -> str | None:
    """A difference of shares in percentage points, with its sign."""
    if change is None:
        return None
    points = round(change * 100, 1)
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return t("{points} percentage points", points=f"{sign}{t.number(abs(points), 1)}")
