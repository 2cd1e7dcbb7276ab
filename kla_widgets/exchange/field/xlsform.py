"""Writing a form as XLSForm, the workbook that KoboToolbox, ODK Central and pyxform turn into a form for phones."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.field.forms import Form, FormField, FormOption, both, safe_name
from kla_widgets.exchange.sheets import SAFE
from kla_widgets.files import draft, settle
from kla_widgets.instrument.base import Text
from kla_widgets.language import N_, printable

LANGUAGES = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}
"""Languages as XLSForm names them; phones start with the first."""
_TYPES = {
    "whole": "integer",
    "decimal": "decimal",
    "text": "text",
    "photo": "image",
    "place": "geopoint",
    "date": "date",
    "fixed": "calculate",
    "note": "note",
}

NOT_WRITTEN = Message("FLD-012", N_("The file cannot be written: {reason}."), N_("Check free space and access rights."))

Row = dict[str, str]


def write_form(form: Form, out: Path, synthetic: bool = False) -> None:
    """Write a form; whole or not at all.

    Parameters
    ----------
    synthetic : bool
        The district does not exist; the form says so in its title.

    Raises
    ------
    KlaError
        ``FLD-012``.
    """
    content = form_bytes(form, synthetic)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with draft(out.parent) as (path, stream):
            stream.write(content)
            settle(path, stream, out)
    except OSError as error:
        raise fail(NOT_WRITTEN, str(out), reason=error.strerror or error) from error


def form_bytes(form: Form, synthetic: bool = False) -> bytes:
    """The XLSForm as a file."""
    lists = _lists(form)
    sheets = {
        "survey": list(_survey(form, lists)),
        "choices": [
            {"list_name": name, "name": one.name} | _words("label", one.label)
            for options, name in lists.items()
            for one in options
        ],
    }
    version = hashlib.sha256(json.dumps(sheets, sort_keys=True).encode()).hexdigest()[:10]
    title = f"{form.title.id} – {form.region} – {form.cycle}"
    training = both(N_("TRAINING DATA")).id
    settings = {
        "form_title": f"{training} – {title}" if synthetic else title,
        "form_id": form_id(form),
        "version": version,
        "default_language": LANGUAGES["id"],
        "instance_name": "concat(${tempat}, ' ', ${tanggal})",
    }
    file = BytesIO()
    book = Workbook(file, SAFE | {"in_memory": True})
    for name, rows in (sheets | {"settings": [settings]}).items():
        page = book.add_worksheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        page.write_row(0, 0, columns, book.add_format({"bold": True}))
        page.set_column(0, len(columns) - 1, 24)
        page.freeze_panes(1, 0)
        for number, row in enumerate(rows, 1):
            for place, column in enumerate(columns):
                if row.get(column):
                    page.write_string(number, place, printable(row[column]))
    book.close()
    return file.getvalue()


def form_id(form: Form) -> str:
    """The form's id on the server: the same for the same form, district and year."""
    return safe_name(f"kla_{form.id}_{form.instrument}_{form.region}_{form.cycle}")


def _lists(form: Form) -> Mapping[tuple[FormOption, ...], str]:
    """A name for each different list of options."""
    options = dict.fromkeys(one.options for one in form.fields.values() if one.options)
    return {one: f"pilihan_{number}" for number, one in enumerate(options, 1)}


def _survey(form: Form, lists: Mapping[tuple[FormOption, ...], str]) -> Iterator[Row]:
    for name in ("start", "end"):
        yield {"type": name, "name": name}
    for group in form.groups:
        yield {"type": "begin_group", "name": group.name} | _words("label", group.label)
        for one in group.fields:
            yield _row(one, lists)
        yield {"type": "end_group", "name": group.name}


def _row(one: FormField, lists: Mapping[tuple[FormOption, ...], str]) -> Row:
    if one.kind in ("choice", "many"):
        kind = "select_one" if one.kind == "choice" else "select_multiple"
        row = {"type": f"{kind} {lists[one.options]}", "name": one.name}
    else:
        row = {"type": _TYPES[one.kind], "name": one.name}
    if one.kind == "fixed":
        return row | {"calculation": f"'{one.value}'"}
    row |= _words("label", one.label)
    if one.hint:
        row |= _words("hint", one.hint)
    row |= {"required": "yes" if one.required else "", "relevant": one.relevant, "constraint": one.constraint}
    if one.told:
        row |= _words("constraint_message", one.told)
    return row | ({"parameters": "max-pixels=1600"} if one.kind == "photo" else {})


def _words(column: str, text: Text) -> Row:
    return {f"{column}::{name}": str(getattr(text, code)) for code, name in LANGUAGES.items()}
