"""The grid of the matrix: made from the accepted actions, completed by people, checked beside the cell."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from kla_widgets.errors import Fault, fail
from kla_widgets.language import N_
from kla_widgets.planning.keeping import ROW, DistrictPlan, Kept, ordered_rows
from kla_widgets.planning.matrix import (
    BAD_BUDGET,
    NO_AGENCY,
    NO_BASELINE,
    NO_SOURCE,
    OUTSIDE_PERIOD,
    UNKNOWN_LEAD,
    UNKNOWN_PLACE,
    MatrixRow,
    check_matrix,
)
from kla_widgets.words import agency_name, evidence_name
from kla_widgets.workbook.rad.actions import OWN
from kla_widgets.workbook.rad.sheet import GONE, Button, Column, Line, Sheet
from kla_widgets.workbook.rad.typed import read_choice, read_choices, read_number, write_choices, write_number

FUNDS = ("APBD Kabupaten/Kota", "APBD Provinsi", "APBN", "DAK Nonfisik", "Dana Desa", "CSR", "BOS", "BOK", "BLUD")
"""Usual sources of funds, offered and not required; official names, the same in every language."""
TEXTS = ("issue", "program", "activity", "sub_activity", "measure", "unit", "location", "funds", "remark")


class MatrixSheet(Sheet):
    """Rows by cluster and indicator."""

    key = "matriks"
    empty = N_("The matrix is empty. Accept actions first, then press “Fill from the accepted actions”.")

    @property
    def title(self) -> str:
        return self.t("Matrix of the RAD")

    @property
    def head(self) -> str:
        return self.t("Row")

    def columns(self, plan: DistrictPlan) -> tuple[Column, ...]:
        t = self.t
        years = self.desk.settings(plan).record.limits.years
        agencies = tuple(sorted(self._agencies.values(), key=str.casefold))
        return (
            Column("place", t("Cluster or indicator"), "choice", tuple(self._places.values()), width=200),
            Column("issue", t("Issue"), width=220),
            Column("program", t("Programme"), width=180),
            Column("activity", t("Activity"), width=240),
            Column("sub_activity", t("Sub-activity"), width=180),
            Column("measure", t("Performance indicator"), width=220),
            Column("unit", t("Unit"), width=80),
            Column("baseline", t("Baseline"), "number", width=90),
            *(Column(f"target:{year}", t("Target {year}", year=year), "number", width=90) for year in years),
            Column("location", t("Location"), width=150),
            *(Column(f"budget:{year}", t("Budget {year} (Rp)", year=year), "number", width=140) for year in years),
            Column("funds", t("Source of funds"), "choice", FUNDS, width=160),
            Column("lead", t("Leading agency"), "choice", agencies, width=150),
            Column("supporting", t("Supporting agencies"), width=190),
            Column("evidence", t("Evidence"), width=190),
            Column("remark", t("Note"), width=180),
        )

    def lines(self, plan: DistrictPlan) -> tuple[Line, ...]:
        kept = ordered_rows(self.desk.instrument, plan.kept_rows)
        years = list(self.desk.settings(plan).record.limits.years)
        marks: dict[int, dict[str, str]] = {}
        for fault in self._faults(plan):
            if fault.where:
                at = _column_of(fault, years)
                marks.setdefault(int(fault.where), {})[at] = f"{fault.cause(self.t)} {fault.cure(self.t)}"
        return tuple(
            Line(one.id, self._named(number, one.record), self._cells(one.record, years), marks.get(number, {}))
            for number, one in enumerate(kept, 1)
        )

    def edited(self, plan: DistrictPlan, id: str, texts: Mapping[str, str]) -> Sequence[Kept[Any]]:
        kept = _find(plan, id)
        row, years = kept.record, list(self.desk.settings(plan).record.limits.years)
        values: dict[str, Any] = {name: text for name, text in texts.items() if name in TEXTS}
        for name, text in texts.items():
            field, _, year = name.partition(":")
            if field in ("target", "budget"):
                many = "targets" if field == "target" else "budget"
                amounts = list(values.get(many, _fitted(getattr(row, many), len(years))))
                amounts[years.index(int(year))] = read_number(text, self.t)
                values[many] = tuple(amounts)
            elif name == "baseline":
                values["baseline"] = read_number(text, self.t)
            elif name == "place":
                values |= self._place(text)
            elif name == "lead":
                values["lead"] = read_choice(text, self._agencies)
            elif name == "supporting":
                values["supporting"] = read_choices(text, self._agencies)
            elif name == "evidence":
                values["evidence"] = read_choices(text, self._evidence)
        return [kept.changed(**values)]

    def buttons(self) -> tuple[Button, ...]:
        t = self.t
        return (
            Button("make", t("Fill from the accepted actions")),
            Button("add", t("Add a row")),
            Button("remove", t("Remove the row"), row=True),
        )

    def press(self, key: str, id: str) -> str:
        plan = self.desk.plan
        if key == "make":
            self.desk.make_rows()
            return ""
        if key == "remove":
            self.desk.store((), [_find(plan, id)], self.t("row removed"))
            return ""
        beside = next((one.record for one in plan.kept_rows if one.id == id), None)
        row = MatrixRow(cluster=self.desk.instrument.clusters[0].id)
        if beside:
            row = MatrixRow(cluster=beside.cluster, indicator=beside.indicator)
        name = OWN + uuid.uuid4().hex[:8]
        self.desk.store([Kept(ROW, name, row), *self.desk.unmade(plan)], reason=self.t("row added"))
        return name

    def findings(self, plan: DistrictPlan) -> tuple[str, ...]:
        if not plan.kept_rows:
            return ()
        return tuple(f"{one.cause(self.t)} {one.cure(self.t)}" for one in self._faults(plan) if not one.where)

    # ---- from texts to values ---------------------------------------------------------------------------------------

    @cached_property
    def _agencies(self) -> dict[str, str]:
        instrument = self.desk.instrument
        return {one: agency_name(instrument, one, self.t) for one in instrument.agencies}

    @cached_property
    def _evidence(self) -> dict[str, str]:
        instrument = self.desk.instrument
        return {kind: evidence_name(instrument, kind, self.t) for kind in instrument.evidence_kinds}

    @cached_property
    def _places(self) -> dict[str, str]:
        """Clusters and indicators by id, as people choose them."""
        t, found = self.t, {}
        for cluster in self.desk.instrument.clusters:
            found[cluster.id] = t.pick(cluster.short)
            for one in cluster.indicators:
                found[one.id] = f"{one.number or one.id} {t.pick(one.name)}"
        return found

    def _place(self, text: str) -> dict[str, str]:
        name = read_choice(text, self._places)
        for cluster in self.desk.instrument.clusters:
            if name in {one.id for one in cluster.indicators}:
                return {"cluster": cluster.id, "indicator": name}
        return {"cluster": name, "indicator": ""}

    def _named(self, number: int, row: MatrixRow) -> str:
        words = row.activity or row.program or self.t("new row")
        return f"{number}. {words}"

    def _cells(self, row: MatrixRow, years: Sequence[int]) -> dict[str, str]:
        t = self.t
        cells = {name: str(getattr(row, name)) for name in TEXTS}
        place = row.indicator or row.cluster
        cells |= {
            "place": self._places.get(place, place),
            "baseline": write_number(row.baseline, t),
            "lead": self._agencies.get(row.lead, row.lead),
            "supporting": write_choices(row.supporting, self._agencies),
            "evidence": write_choices(row.evidence, self._evidence),
        }
        for year, target, amount in zip(
            years, _fitted(row.targets, len(years)), _fitted(row.budget, len(years)), strict=True
        ):
            cells |= {f"target:{year}": write_number(target, t), f"budget:{year}": write_number(amount, t)}
        return cells

    def _faults(self, plan: DistrictPlan) -> tuple[Fault, ...]:
        rows = [one.record for one in ordered_rows(self.desk.instrument, plan.kept_rows)]
        limits = self.desk.settings(plan).record.limits
        return check_matrix(self.desk.instrument, rows, limits, plan.actions)


def _column_of(fault: Fault, years: Sequence[int]) -> str:
    """The column beside whose cell a finding is shown."""
    return {
        NO_BASELINE.code: "baseline",
        NO_SOURCE.code: "funds",
        NO_AGENCY.code: "lead",
        UNKNOWN_LEAD.code: "lead",
        UNKNOWN_PLACE.code: "place",
        OUTSIDE_PERIOD.code: f"target:{years[0]}",
        BAD_BUDGET.code: f"budget:{fault.values.get('year')}",
    }.get(fault.code, "place")


def _fitted(amounts: Sequence[float | None], count: int) -> tuple[float | None, ...]:
    """One entry a year, whatever period the row was made for."""
    return (*amounts[:count], *[None] * (count - len(amounts)))


def _find(plan: DistrictPlan, id: str) -> Kept[MatrixRow]:
    found = next((one for one in plan.kept_rows if one.id == id), None)
    if found is None:
        raise fail(GONE, path=id)
    return found
