"""The regions that come with the package; sources in ``data/SOURCES.md``."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from kla_widgets.regions.catalogue import Regions
from kla_widgets.regions.models import Region, RegionCounts, RegionKind


@lru_cache(maxsize=1)
def shipped_regions() -> Regions:
    """The 38 provinces and 514 districts of Indonesia, as in Kepmendagri 300.2.2-2430/2025."""
    by_code = {region.code: region for region in sorted(map(_region, _rows("regions")), key=lambda r: r.code)}
    changes = _rows("region_code_changes")
    old_codes = {row["old_code"]: row["new_code"] for row in changes if row["change"] == "code_changed"}
    old_names = {(row["old_name"], row["new_code"]) for row in changes if row["change"] == "name_changed"}
    aliases = [(row["alias"], row["code"]) for row in _rows("aliases")]
    counts = {row["code"]: _counts(row) for row in _rows("region_counts")}
    return Regions(by_code, old_codes, (*sorted(old_names), *aliases), counts)


def _rows(name: str) -> list[dict[str, str]]:
    """The rows of a table, every cell as text."""
    text = files("kla_widgets.regions").joinpath("data", f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _region(row: dict[str, str]) -> Region:
    kind = RegionKind(row["type"])
    return Region(row["code"], row["name"], kind, None if kind is RegionKind.PROVINCE else row["province_code"])


def _counts(row: dict[str, str]) -> RegionCounts:
    return RegionCounts(
        kecamatan=int(row["kecamatan"]),
        kelurahan=int(row["kelurahan"]),
        desa=int(row["desa"]),
        area_km2=float(row["area_km2"]),
        population=int(row["population_2024s2"]),
    )
