"""The questions of a cluster as plain ipywidgets: what the workbook's form is measured against.

It shows what the form shows (text, answer, evidence asked for, upload, note, agencies) from the same data, and neither
saves nor scores, which would only add to its cost.
"""

from __future__ import annotations

from html import escape
from typing import Any

import ipywidgets

from kla_widgets.workbook.opening import open_session

LAST = "plain-last"
"""Class of the last control of every question: when all are on the page, the form is."""


def open_plain(workspace: str, region: str, cycle: int, cluster: str) -> ipywidgets.VBox:
    """The form of a cluster as it is stored now."""
    session = open_session(workspace, region, cycle, cluster=cluster)
    states, score = session.snapshot()
    return plain_form(session.page(), states, score)


def plain_form(page: dict[str, Any], states: dict[str, Any], score: dict[str, Any]) -> ipywidgets.VBox:
    """The same from the data of a page."""
    questions = [question for indicator in page["indicators"] for question in indicator["questions"]]
    cards = [_card(page, question, states[question["id"]]) for question in questions]
    total = ipywidgets.HTML(f"<b>{escape(score['total_text'])}</b> {escape(score['predicate'])}")
    return ipywidgets.VBox([total, *cards])


def _card(page: dict[str, Any], question: dict[str, Any], state: dict[str, Any]) -> ipywidgets.VBox:
    label = ipywidgets.HTML(
        f"<b>{escape(question['id'])}</b> {escape(question['text'])}<p>{escape(question['help'])}</p>"
    )
    held = {file["kind"] for file in state["files"]}
    evidence = [ipywidgets.Checkbox(value=one["kind"] in held, description=one["name"]) for one in question["evidence"]]
    agencies = ipywidgets.SelectMultiple(
        options=[(one["name"], one["id"]) for one in page["agencies"]], value=state["agencies"]
    )
    agencies.add_class(LAST)
    upload = ipywidgets.FileUpload(accept=".pdf")
    note = ipywidgets.Textarea(value=state["note"])
    return ipywidgets.VBox([label, _control(question["control"], state["value"]), *evidence, upload, note, agencies])


def _control(control: dict[str, Any], value: Any) -> ipywidgets.Widget:
    match control["type"]:
        case "choice":
            return ipywidgets.RadioButtons(
                options=[(one["label"], one["id"]) for one in control["options"]], value=value
            )
        case "checklist":
            ticked = value or []
            return ipywidgets.VBox(
                [ipywidgets.Checkbox(value=one["id"] in ticked, description=one["label"]) for one in control["items"]]
            )
        case "number":
            return ipywidgets.FloatText(value=value or 0, description=control["unit"])
        case "percent":
            return _percentage(control, value)
        case "two_year":
            years = [(value or {}).get(year) for year in ("previous", "current")]
            if control["of"] == "percent":
                return ipywidgets.HBox([_percentage(control, one) for one in years])
            return ipywidgets.HBox(
                [ipywidgets.FloatText(value=one or 0, description=control["numerator"]) for one in years]
            )
    return _table(control, value)


def _percentage(control: dict[str, Any], value: Any) -> ipywidgets.HBox:
    return ipywidgets.HBox(
        [
            ipywidgets.FloatText(value=(value or {}).get(part, 0), description=control[part])
            for part in ("numerator", "denominator")
        ]
    )


def _table(control: dict[str, Any], value: Any) -> ipywidgets.VBox:
    kinds = {"text": (ipywidgets.Text, ""), "number": (ipywidgets.FloatText, 0), "yesno": (ipywidgets.Checkbox, False)}
    heads = ipywidgets.HBox([ipywidgets.Label(column["label"]) for column in control["columns"]])
    rows = []
    for row in value or [{}]:
        cells = []
        for column in control["columns"]:
            made, empty = kinds[column["kind"]]
            given = row.get(column["id"])
            cells.append(made(value=empty if given is None else given))
        rows.append(ipywidgets.HBox(cells))
    return ipywidgets.VBox([heads, *rows])
