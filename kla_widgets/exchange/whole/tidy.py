"""Tidy tables for analysts: what is known of some or all assessments, one observation a row.

What each column holds, :mod:`kla_widgets.exchange.whole.columns` says; :mod:`kla_widgets.exchange.whole.tables` makes
files of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from kla_widgets.assessment import tables
from kla_widgets.assessment.frames import read_frame, read_sizes
from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.exchange.whole.columns import COUNTS, NUMBERS, TABLES, YES_OR_NO
from kla_widgets.instrument.answers import AnswerType, Checklist, Choice, Matrix, Number, Percent, TwoYear, percentage
from kla_widgets.instrument.models import TOTAL, Instrument
from kla_widgets.regions import Region
from kla_widgets.results import furthest_stage, score_regions
from kla_widgets.scoring.gaps import find_gaps
from kla_widgets.scoring.scores import Scores

_KEY = ["region", "instrument", "cycle"]
_NONE = float("nan")


def tidy_tables(workspace: Workspace, cases: Sequence[Case], stage: str | None = None) -> dict[str, pd.DataFrame]:
    """All tables for some assessments.

    Parameters
    ----------
    stage : str, optional
        The stage whose score counts; of each region the furthest one with anything stored if not given.

    Returns
    -------
    dict of str to DataFrame
        With the columns of :data:`~kla_widgets.exchange.whole.columns.TABLES`, sorted by their keys.

    Raises
    ------
    KlaError
        ``STO-011`` for a stage that an instrument does not have.
    """
    store = workspace.store
    answers = read_frame(store, tables.answer, cases)
    reported = read_frame(store, tables.reported, cases)
    evidence = read_frame(store, tables.evidence, cases)
    notes = read_frame(store, tables.case, cases)[[*_KEY, "note_id", "note_en"]]
    instruments = {name: workspace.library.get(name) for name in sorted({case.instrument for case in cases})}
    regions = _regions(workspace, cases)
    scored = list(_scored(workspace, cases, instruments, _present(answers, reported), stage))
    frames = {
        "regions": _region_table(regions),
        "parts": pd.concat(map(_parts, instruments.values()), ignore_index=True),
        "assessments": _together(_standings, scored).merge(notes, on=_KEY),
        "scores": _together(_scores, scored),
        "answers": _answers(answers, instruments),
        "reported": reported,
        "evidence": evidence.assign(size=evidence["sha256"].map(read_sizes(store))),
        "gaps": _together(_gaps, scored),
    }
    synthetic = {region.code: region.synthetic for region in regions}
    return {name: _typed(name, frame, synthetic) for name, frame in frames.items()}


def _present(answers: pd.DataFrame, reported: pd.DataFrame) -> Mapping[Case, set[str]]:
    """The stages at which something counts, by case."""
    found: defaultdict[Case, set[str]] = defaultdict(set)
    told = pd.concat([answers[answers["value"].notna()], reported])[[*_KEY, "stage"]].drop_duplicates()
    for region, instrument, cycle, stage in told.itertuples(index=False):
        found[Case(region, instrument, cycle)].add(stage)
    return found


def _scored(
    workspace: Workspace,
    cases: Iterable[Case],
    instruments: Mapping[str, Instrument],
    present: Mapping[Case, set[str]],
    stage: str | None,
) -> Iterator[tuple[int, Scores]]:
    """Cycle and scores of all regions that share instrument, cycle and stage."""
    groups: defaultdict[tuple[str, int, str], list[str]] = defaultdict(list)
    for case in sorted(set(cases)):
        shown = stage or furthest_stage(instruments[case.instrument], present.get(case, ()))
        groups[case.instrument, case.cycle, shown].append(case.region)
    for (name, cycle, shown), regions in groups.items():
        yield cycle, score_regions(workspace, instruments[name], cycle, regions, shown)


def _together(table: Callable[[Scores], pd.DataFrame], scored: Iterable[tuple[int, Scores]]) -> pd.DataFrame:
    """A table of every group of regions as one, sorted by case; the order within a case stays."""
    frames = [
        table(scores).assign(instrument=scores.instrument.id, cycle=cycle, stage=scores.stage)
        for cycle, scores in scored
    ]
    return pd.concat(frames, ignore_index=True).sort_values(_KEY, kind="stable", ignore_index=True)


def _scores(scores: Scores) -> pd.DataFrame:
    levels = {
        "total": scores.total,
        "cluster": scores.clusters,
        "indicator": scores.indicators,
        "question": scores.questions,
    }
    return pd.concat([level.frame(scores.regions).assign(level=name) for name, level in levels.items()])


def _standings(scores: Scores) -> pd.DataFrame:
    own = scores.total.claimed if scores.stage == scores.instrument.claim_stage.id else scores.total.verified
    rows = [
        (
            region,
            points,
            place.predicate.name if place.predicate else None,
            place.next.name if place.next else None,
            place.missing,
        )
        for region, points, place in zip(scores.regions, own[:, 0].tolist(), scores.standings(), strict=True)
    ]
    return pd.DataFrame(rows, columns=["region", "points", "predicate", "next", "missing"])


def _gaps(scores: Scores) -> pd.DataFrame:
    columns = ["region", "target", "cluster", "indicator", "points", "at_risk", "why", "kind", "agencies"]
    rows = [
        (
            region,
            gap.target,
            gap.cluster,
            gap.indicator,
            gap.points,
            gap.at_risk,
            gap.why.value,
            gap.kind and gap.kind.value,
            ";".join(gap.agencies),
        )
        for region in scores.regions
        for gap in find_gaps(scores.of(region))
    ]
    return pd.DataFrame(rows, columns=columns)


def _answers(answers: pd.DataFrame, instruments: Mapping[str, Instrument]) -> pd.DataFrame:
    """Answers with what they come to; equal answers to a question are looked at once."""
    keys = list(zip(answers["instrument"], answers["question"], answers["value"], strict=True))
    told = {key: _told(instruments[key[0]], *key[1:]) for key in dict.fromkeys(keys)}
    columns = ["type", "number", "previous", "credit"]
    return answers.join(pd.DataFrame([told[key] for key in keys], columns=columns, index=answers.index))


def _told(instrument: Instrument, question: str, text: Any) -> tuple[str | None, float, float, float]:
    """The type of a question; an answer as a number, that of the year before, and its credit."""
    if question not in instrument.question:
        return None, _NONE, _NONE, _NONE
    rule = instrument.question[question].answer
    value = json.loads(text) if isinstance(text, str) else None
    if value is None or rule.fault(value):
        return rule.type, _NONE, _NONE, _NONE
    return rule.type, *_numbers(rule, value), rule.credit(value)


def _numbers(rule: AnswerType, value: Any) -> tuple[float, float]:
    match rule:
        case Number():
            return value, _NONE
        case Percent():
            return percentage(value), _NONE
        case TwoYear():
            level = percentage if rule.of == "percent" else float
            return level(value["current"]), level(value["previous"])
        case Checklist():
            return len(set(value)), _NONE
        case Matrix():
            return len(value), _NONE
        case Choice():
            return _NONE, _NONE


def _parts(instrument: Instrument) -> pd.DataFrame:
    """Every part of an instrument, from the total to the questions, as they follow each other."""
    rows: list[dict[str, Any]] = [{"level": "total", "id": TOTAL, "name_id": "Total", "name_en": "Total"}]
    rows[0]["status"] = instrument.status.value
    for cluster in instrument.clusters:
        rows.append(_part("cluster", cluster, cluster.name, cluster.lead_agencies))
        for indicator in cluster.indicators:
            rows.append(_part("indicator", indicator, indicator.name, indicator.lead_agencies))
            for one in indicator.questions:
                more = {"kind": one.kind.value, "type": one.answer.type, "rule_status": one.answer.status.value}
                rows.append(_part("question", one, one.text, one.agencies) | more)
    for row in rows:
        row |= {"parent": instrument.parents.get(row["id"]), "max": instrument.maxima[row["id"]]}
    return pd.DataFrame(rows, columns=list(TABLES["parts"])).assign(instrument=instrument.id)


def _part(level: str, part: Any, name: Any, agencies: Sequence[str]) -> dict[str, Any]:
    return {
        "level": level,
        "id": part.id,
        "name_id": name.id,
        "name_en": name.en,
        "agencies": ";".join(agencies),
        "status": part.status.value,
    }


def _regions(workspace: Workspace, cases: Iterable[Case]) -> list[Region]:
    """The regions of the cases and those above them, by code."""
    known = workspace.regions
    found: dict[str, Region] = {}
    for code in {case.region for case in cases}:
        above: str | None = code
        while above and above not in found:
            found[above] = known.get(above)
            above = found[above].parent
    return [found[code] for code in sorted(found)]


def _region_table(regions: Iterable[Region]) -> pd.DataFrame:
    rows = [(one.code, one.name, one.kind.value, one.parent, one.synthetic) for one in regions]
    return pd.DataFrame(rows, columns=list(TABLES["regions"]))


def _typed(name: str, frame: pd.DataFrame, synthetic: Mapping[str, bool]) -> pd.DataFrame:
    """The columns that the table is said to have, each of its type."""
    if "region" in frame:
        frame = frame.assign(synthetic=frame["region"].map(synthetic))
    kinds = {column: _type(column) for column in TABLES[name]}
    return frame[list(kinds)].astype(kinds)


def _type(column: str) -> str:
    if column in NUMBERS:
        return "float64"
    if column in COUNTS:
        return "Int64"
    return "bool" if column in YES_OR_NO else "str"
