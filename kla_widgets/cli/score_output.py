"""How a score is printed: a table for people, JSON and CSV for programs, from the same numbers."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from kla_widgets.assessment.records import Case
from kla_widgets.figures import Column, table
from kla_widgets.language import Language
from kla_widgets.regions import Region
from kla_widgets.scoring.scores import Part, RegionScore
from kla_widgets.words import part_name

NUMBERS = ("max", "claimed", "supported", "verified", "gap", "answered", "evidenced", "questions")


def score_json(result: RegionScore, region: Region, case: Case, t: Language) -> str:
    """The contract that scripts rely on: numbers or null, never NaN."""
    place = result.standing
    ahead = {"predicate": place.next.name, "points": place.missing} if place.next else None
    document = {
        "region": region.code,
        "name": region.name,
        "instrument": case.instrument,
        "cycle": case.cycle,
        "stage": result.stage,
        "total": _numbers(result.total)
        | {"predicate": place.predicate.name if place.predicate else None, "next": ahead},
        "clusters": [{"id": part.id} | _numbers(part) for part in result.clusters],
        "indicators": [{"id": part.id} | _numbers(part) for part in result.indicators],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)


def score_csv(result: RegionScore, region: Region, case: Case, t: Language) -> str:
    """One line per part, points with a decimal point, empty where nothing is known."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["region", "instrument", "cycle", "stage", "level", "id", "name", *NUMBERS])
    for level, part in _parts(result):
        name = part_name(result.instrument, part.id, t)
        numbers = _numbers(part)
        writer.writerow(
            [region.code, case.instrument, case.cycle, result.stage, level, part.id, name, *numbers.values()]
        )
    return stream.getvalue().rstrip("\n")


def score_table(result: RegionScore, region: Region, case: Case, t: Language) -> str:
    """For reading."""
    rows = [
        {"id": part.id, "name": part_name(result.instrument, part.id, t)}
        | _numbers(part)
        | {"done": f"{part.answered}/{part.questions}"}
        for _, part in _parts(result)
    ]
    columns = [
        Column("id", "id", "id"),
        Column("name", t("Part")),
        Column("max", t("Maximum"), "points"),
        Column("claimed", t("Claimed"), "points"),
        Column("supported", t("Supported"), "points"),
        Column("verified", t("Verified"), "points"),
        Column("gap", t("Gap"), "points"),
        Column("done", t("Answered"), align="right"),
    ]
    stage = t.pick(result.instrument.stage[result.stage].name)
    caption = f"{region.code} {region.name} – {case.instrument} {case.cycle}, {stage}"
    lines = [table(columns, rows, t, caption, "score").text, ""]
    if region.synthetic:
        lines.append(t("TRAINING DATA"))
    lines.append(_standing(result, t))
    return "\n".join(lines)


def _numbers(part: Part) -> dict[str, Any]:
    values = asdict(part)
    return {name: values[name] for name in NUMBERS}


def _parts(result: RegionScore) -> Iterator[tuple[str, Part]]:
    for cluster in result.instrument.clusters:
        yield "cluster", result.parts[cluster.id]
        for indicator in cluster.indicators:
            yield "indicator", result.parts[indicator.id]
    yield "total", result.total


def _standing(result: RegionScore, t: Language) -> str:
    place = result.standing
    if result.instrument.predicates is None:
        return t("Predicate: no thresholds known.")
    name = place.predicate.name if place.predicate else t("none yet")
    if place.next is None or place.missing is None:
        return t("Predicate: {predicate}.", predicate=name)
    return t(
        "Predicate: {predicate}. {points} points to {next}.",
        predicate=name,
        points=t.number(place.missing),
        next=place.next.name,
    )
