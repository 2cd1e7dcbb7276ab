"""How regions that were found are printed: a table for people, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kla_widgets.figures import Column, table
from kla_widgets.language import Language
from kla_widgets.regions import Match, Regions


def matches_json(known: Regions, found: Sequence[Match]) -> str:
    """Regions found, best first."""
    rows = [
        {
            "code": match.region.code,
            "name": match.region.name,
            "kind": str(match.region.kind),
            "province": province.name if (province := known.province_of(match.region)) else None,
            "score": round(match.score, 3),
            "how": match.how,
        }
        for match in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def matches_table(known: Regions, found: Sequence[Match], t: Language) -> str:
    rows = [
        {
            "code": match.region.code,
            "name": match.region.full_name,
            "province": province.name if (province := known.province_of(match.region)) else "",
        }
        for match in found
    ]
    columns = [Column("code", t("Code"), "id"), Column("name", t("Name")), Column("province", t("Province"))]
    return table(columns, rows, t, t("Regions"), "regions").text
