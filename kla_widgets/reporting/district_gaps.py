"""The parts of a district's report on what is missing: gaps, agencies, unanswered questions, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from math import fsum
from operator import itemgetter

from kla_widgets.figures import Column, Figure, notice, paragraph, section, stack, table
from kla_widgets.instrument.models import Kind
from kla_widgets.reporting.common import answer_text, missing_evidence
from kla_widgets.reporting.facts import Facts
from kla_widgets.scoring.gaps import Gap, GapSum, Why, sum_gaps
from kla_widgets.words import KINDS, REASONS, agency_name, part_name

LARGEST_SHOWN = 25
UNANSWERED_SHOWN = 80


def gaps(facts: Facts) -> Figure:
    """The largest gaps, and gaps by kind of question."""
    t = facts.t
    if not facts.gaps:
        return section(t("Largest gaps"), paragraph(_no_gaps(facts)), anchor="kesenjangan")
    parts = [_largest(facts), *_overflow_note(facts)]
    by_kind = sum_gaps(facts.gaps, lambda gap: gap.kind)
    if by_kind:
        rows = [_sum_row(one, t(KINDS[Kind(one.key)])) for one in by_kind]
        parts.append(
            table(_sum_columns(facts, t("Kind of question")), rows, t, t("Gaps by kind of question"), "per-jenis")
        )
    return section(t("Largest gaps"), *parts, anchor="kesenjangan")


def agencies(facts: Facts) -> Figure:
    """Which agency holds which gap; points stand with the leading agency, so that they add up."""
    t = facts.t
    held = [gap for gap in facts.gaps if gap.lead]
    if not held:
        return stack()
    helping = Counter(agency for gap in held for agency in gap.agencies[1:])
    rows = [
        _sum_row(one, agency_name(facts.instrument, one.key, t))
        | {"helping": helping.get(one.key, 0), "largest": _targets(held, one.key)}
        for one in sum_gaps(held, lambda gap: gap.lead)
    ]
    columns = [
        *_sum_columns(facts, t("Leading agency")),
        Column("helping", t("Supports in"), "count"),
        Column("largest", t("Largest first"), width="34%"),
    ]
    words = t(
        "Points are counted with the leading agency, which is inferred where the source names several; “supports in” "
        "counts further questions in which the agency takes part."
    )
    figure = table(columns, rows, t, t("Points to be had, by leading agency"), "per-opd")
    return section(t("Gaps by agency"), paragraph(words), figure, anchor="opd")


def unanswered(facts: Facts) -> Figure:
    """What is not filled in, and what it is worth."""
    t = facts.t
    if not facts.has_questions:
        return stack()
    open_gaps = [gap for gap in facts.gaps if gap.why is Why.UNANSWERED]
    missing = [gap for gap in open_gaps if gap.kind is not None]
    if not missing:
        words = t("Every question is filled in.") if not open_gaps and _all_answered(facts) else ""
        return section(t("Not filled in"), paragraph(words), anchor="belum-diisi") if words else stack()
    words = t(
        "{count} questions are not filled in, together {points} points. Not filled in is not zero: nothing is known.",
        count=len(missing),
        points=t.number(sum(gap.points for gap in missing)),
    )
    parts = [paragraph(words)]
    if len(missing) <= UNANSWERED_SHOWN:
        rows = [_question_row(facts, gap) for gap in sorted(missing, key=_order(facts))]
        columns = [
            Column("id", t("No."), "id"),
            Column("name", t("Question"), width="55%"),
            Column("points", t("Worth"), "points"),
        ]
        parts.append(table([*columns, Column("lead", t("Agency"))], rows, t, t("Questions not filled in"), "kosong"))
    else:
        columns = [
            Column("name", t("Indicator"), width="55%"),
            Column("open", t("Not filled in"), "count", total=True),
            Column("questions", t("Questions"), "count", total=True),
            Column("points", t("Worth"), "points", total=True),
        ]
        parts.append(
            table(columns, _open_rows(facts, missing), t, t("Questions not filled in, per indicator"), "kosong")
        )
    return section(t("Not filled in"), *parts, anchor="belum-diisi")


def evidence(facts: Facts) -> Figure:
    """The state of the evidence, and what is claimed without it."""
    t = facts.t
    if not facts.has_questions:
        return stack()
    files = {one.sha256 for one in facts.evidence}
    words = [
        t(
            "{files} files are attached in {places} places.",
            files=t.number(len(files), 0),
            places=t.number(len(facts.evidence), 0),
        )
        if facts.evidence
        else t("No evidence is attached in this workspace.")
    ]
    parts = [paragraph(" ".join(words))]
    shared = [uses for uses in _uses(facts).values() if len(uses) > 1]
    if shared:
        example = ", ".join(sorted(shared[0]))
        warning = t(
            "{count} files serve several questions ({example}); verifiers refuse this.",
            count=len(shared),
            example=example,
        )
        parts.append(notice(warning, "warning"))
    rows = [
        {
            "id": part.id,
            "name": part_name(facts.instrument, part.id, t),
            "at_risk": part.claimed - part.supported,
            "missing": missing_evidence(facts, part.id),
        }
        for part in (facts.score.parts[question.id] for question in facts.instrument.questions)
        if part.claimed is not None and part.supported is not None and part.claimed > part.supported
    ]
    if rows:
        rows.sort(key=itemgetter("at_risk"), reverse=True)
        columns = [
            Column("id", t("No."), "id"),
            Column("name", t("Question"), width="42%"),
            Column("at_risk", t("At risk"), "points", total=True),
            Column("missing", t("Evidence missing")),
        ]
        parts.append(table(columns, rows, t, t("Claimed without full evidence"), "tanpa-bukti", max_rows=LARGEST_SHOWN))
    return section(t("Evidence"), *parts, anchor="data-dukung")


def answers(facts: Facts) -> Figure:
    """Every question that is answered, with what it earns; rows carry stable anchors (``q-I1.2a``)."""
    t, score = facts.t, facts.score
    verified = score.stage != facts.instrument.claim_stage.id
    rows = []
    for indicator in facts.instrument.indicators:
        for question in indicator.questions:
            part = score.parts[question.id]
            given = facts.answers.get(question.id)
            if part.claimed is None and part.verified is None and given is None:
                continue
            rows.append(
                {
                    "id": question.id,
                    "name": t.pick(question.text),
                    "answer": answer_text(facts, question.id),
                    "max": part.max,
                    "claimed": part.claimed,
                    "supported": part.supported,
                    "verified": part.verified,
                    "group": f"{indicator.number} {t.pick(indicator.name)}".strip(),
                }
            )
    if not rows:
        return stack()
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question"), width="30%"),
        Column("answer", t("Answer"), width="26%"),
        Column("max", t("Maximum"), "points"),
        Column("claimed", t("Claimed"), "points"),
        Column("supported", t("Supported"), "points"),
        *([Column("verified", t("Verified"), "points")] if verified else []),
    ]
    figure = table(
        columns, rows, t, t("What was answered, and what it earns"), "jawaban", group_by="group", row_anchor="q-{id}"
    )
    return section(t("Answers"), figure, anchor="semua-jawaban")


def _largest(facts: Facts) -> Figure:
    t = facts.t
    columns = [
        Column("id", t("No."), "id"),
        Column("name", t("Question or part"), width="40%"),
        Column("points", t("To be had"), "points", total=True),
        Column("why", t("Why")),
        Column("lead", t("Agency")),
    ]
    shown = [gap for gap in facts.gaps if gap.points > 0]
    rows = [_question_row(facts, gap) | {"why": t(REASONS[gap.why])} for gap in shown]
    return table(columns, rows, t, t("Points to be had, largest first"), "terbesar", max_rows=LARGEST_SHOWN)


def _overflow_note(facts: Facts) -> list[Figure]:
    """Why the gaps of questions can add up to more than the gap of the total."""
    t, total = facts.t, facts.score.total.gap
    parts = fsum(gap.points for gap in facts.gaps)
    if total is None or abs(parts - total) < 0.005:
        return []
    over = ", ".join(indicator.id for indicator in facts.instrument.indicators if indicator.overflow)
    words = t(
        "The gaps add up to {parts}, the gap of the total is {total}: in {indicators} the questions are worth more "
        "than the indicator's maximum.",
        parts=t.number(parts),
        total=t.number(total),
        indicators=over,
    )
    return [paragraph(words)]


def _question_row(facts: Facts, gap: Gap) -> dict[str, object]:
    return {
        "id": gap.target,
        "name": part_name(facts.instrument, gap.target, facts.t),
        "points": gap.points,
        "lead": agency_name(facts.instrument, gap.lead, facts.t) if gap.lead else None,
    }


def _sum_columns(facts: Facts, first: str) -> list[Column]:
    t = facts.t
    columns = [
        Column("name", first),
        Column("count", t("Gaps"), "count", total=True),
        Column("points", t("To be had"), "points", total=True),
    ]
    risky = any(gap.at_risk for gap in facts.gaps)
    return [*columns, Column("at_risk", t("At risk"), "points", total=True)] if risky else columns


def _sum_row(one: GapSum, name: str) -> dict[str, object]:
    return {"name": name, "count": one.count, "points": one.points, "at_risk": one.at_risk}


def _targets(held: list[Gap], agency: str) -> str:
    own = [gap.target for gap in held if gap.lead == agency]
    return ", ".join(own[:6]) + (" …" if len(own) > 6 else "")


def _open_rows(facts: Facts, missing: list[Gap]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for indicator in facts.instrument.indicators:
        own = [gap for gap in missing if gap.indicator == indicator.id]
        if own:
            name = f"{indicator.number} {facts.t.pick(indicator.name)}".strip()
            points = sum(gap.points for gap in own)
            rows.append({"name": name, "open": len(own), "questions": len(indicator.questions), "points": points})
    return rows


def _uses(facts: Facts) -> dict[str, set[str]]:
    uses: dict[str, set[str]] = {}
    for one in facts.evidence:
        uses.setdefault(one.sha256, set()).add(one.question)
    return uses


def _order(facts: Facts) -> Callable[[Gap], int]:
    places = {question.id: place for place, question in enumerate(facts.instrument.questions)}
    return lambda gap: places[gap.target]


def _all_answered(facts: Facts) -> bool:
    return facts.score.total.answered == facts.score.total.questions


def _no_gaps(facts: Facts) -> str:
    if facts.score.total.max is None:
        return facts.t("Without weights there are no points, so no gaps can be counted.")
    return facts.t("No gaps: the maximum is reached.")
