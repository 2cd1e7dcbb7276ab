"""The matrix of a RAD as pages show it, and what its check finds. Too wide for a page, it stands there in two parts."""

from __future__ import annotations

from kla_widgets.errors import Fault
from kla_widgets.figures import Column, Figure, notice, paragraph, section, stack, table
from kla_widgets.planning.matrix import MatrixRow, check_matrix
from kla_widgets.planning.monitoring import check_progress
from kla_widgets.reporting.rad_facts import RadFacts
from kla_widgets.reporting.rad_sheet import total_budget
from kla_widgets.words import agency_name, evidence_name

FINDINGS_SHOWN = 20


def matrix(rad: RadFacts) -> Figure:
    """The matrix under its heading."""
    t = rad.t
    return section(t("Matrix of the RAD"), matrix_tables(rad), anchor="matriks")


def matrix_tables(rad: RadFacts) -> Figure:
    """The matrix: what is done with which targets, and where, at what cost, by whom."""
    t = rad.t
    if not rad.rows:
        return paragraph(t("The matrix is empty: no action is planned."))
    rows = [_row(rad, number, row) for number, row in enumerate(rad.rows, 1)]
    first = [
        Column("number", t("No."), "id"),
        Column("issue", t("Issue"), width="16%"),
        Column("what", t("Program, activity, sub-activity"), width="26%"),
        Column("measure", t("Performance indicator"), width="16%"),
        Column("unit", t("Unit")),
        Column("baseline", t("Baseline"), "points"),
        *(Column(f"target-{year}", str(year), "points") for year in rad.years),
    ]
    second = [
        Column("number", t("No."), "id"),
        Column("location", t("Location")),
        *(Column(f"budget-{year}", str(year), "count") for year in rad.years),
        Column("funds", t("Source of funds")),
        Column("lead", t("Leading agency")),
        Column("supporting", t("Supporting agencies"), width="20%"),
        Column("evidence", t("Evidence"), width="20%"),
        Column("remark", t("Note"), width="12%"),
    ]
    about_targets, about_money = (
        t("Matrix: actions and targets"),
        t("Matrix: location, budget (Rp), agencies, evidence"),
    )
    totals: dict[str, object] = {"number": t("Total")}
    for place, year in enumerate(rad.years):  # a sum of nothing but open amounts is not zero
        totals[f"budget-{year}"] = total_budget(rad.rows, place) or None
    words = t(
        "“{gap}” marks what only people can write. Both tables have the same rows: the number joins them. A budget "
        "that is not known is left open, which is not zero.",
        gap=open_mark(rad),
    )
    assumed = t("Baselines and targets rest on assumed answers: only sums or the predicate are known.")
    return stack(
        paragraph(words),
        *([notice(assumed, "warning", t("Assumed start"))] if rad.basis.situation.assumed else []),
        table(first, rows, t, about_targets, "matriks-sasaran", group_by="place"),
        table(second, rows, t, about_money, "matriks-biaya", footer=totals, group_by="place"),
    )


def findings(rad: RadFacts) -> tuple[Fault, ...]:
    """Everything in the matrix and in the progress told that is missing or cannot be right."""
    return (
        *check_matrix(rad.instrument, rad.rows, rad.settings.limits, rad.actions),
        *check_progress(rad.actions, rad.kept.progress),
    )


def checks(rad: RadFacts) -> Figure:
    """What is missing in the matrix, and what cannot be right."""
    t = rad.t
    found = findings(rad)
    open_texts = sum(len(row.open_fields) for row in rad.rows)
    parts = []
    if open_texts:
        words = t(
            "{count} texts in the matrix still have to be written: sub-activities, locations, sources of funds.",
            count=open_texts,
        )
        parts.append(notice(words, label=t("Open")))
    if not found:
        return section(t("Check of the matrix"), *parts, paragraph(t("The check finds nothing.")), anchor="periksa")
    rows = [{"code": one.code, "row": one.where or "–", "cause": one.cause(t), "cure": one.cure(t)} for one in found]
    columns = [
        Column("code", t("Code"), "id"),
        Column("row", t("Row"), "id"),
        Column("cause", t("Finding"), width="45%"),
        Column("cure", t("What to do"), width="35%"),
    ]
    return section(
        t("Check of the matrix"),
        *parts,
        table(columns, rows, t, t("Findings"), "temuan", max_rows=FINDINGS_SHOWN),
        anchor="periksa",
    )


def open_mark(rad: RadFacts) -> str:
    """What stands where people still have to write."""
    return rad.t("[to be written]")


def place_words(rad: RadFacts, row: MatrixRow) -> str:
    """The cluster and indicator of a row, in words."""
    t = rad.t
    cluster, indicator = rad.places.get(row.indicator or row.cluster, (None, None))
    if cluster is None:
        return row.indicator or row.cluster or t("Without a place in the instrument")
    if indicator is None:
        return t.pick(cluster.name)
    return f"{t.pick(cluster.short)} · {indicator.number} {t.pick(indicator.name)}"


def _row(rad: RadFacts, number: int, row: MatrixRow) -> dict[str, object]:
    t, gap = rad.t, open_mark(rad)
    said = (row.program, row.activity, row.sub_activity or gap)
    values: dict[str, object] = {
        "number": str(number),
        "place": place_words(rad, row),
        "issue": row.issue or "–",
        "what": "\n".join(one for one in said if one),
        "measure": row.measure or "–",
        "unit": row.unit or "–",
        "baseline": row.baseline,
        "location": row.location or gap,
        "funds": row.funds or gap,
        "lead": agency_name(rad.instrument, row.lead, t),
        "supporting": ", ".join(agency_name(rad.instrument, one, t) for one in row.supporting) or "–",
        "evidence": "; ".join(evidence_name(rad.instrument, one, t) for one in row.evidence) or "–",
        "remark": row.remark or "–",
    }
    for place, year in enumerate(rad.years):
        values[f"target-{year}"] = row.targets[place] if place < len(row.targets) else None
        values[f"budget-{year}"] = row.budget[place] if place < len(row.budget) else None
    return values
