"""A form as data: groups of fields, in two languages, made from an instrument's questions or from a checklist.

Names are made so that every element has one of its own whatever group it lies in: submissions are then understood
however a program writes the paths of its groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from kla_widgets.errors import Message, fail
from kla_widgets.exchange.field.checklists import CheckItem
from kla_widgets.exchange.field.checklists import Checklist as Facility
from kla_widgets.instrument.answers import Checklist, Choice, Item, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.base import Text
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.language import N_, language

Kind = Literal["choice", "many", "whole", "decimal", "text", "photo", "place", "date", "fixed", "note"]

YES, NO = "ya", "tidak"
NONE = "tidak_satu_pun"
"""Chosen when nothing of a list holds: an empty list is an answer, silence is none."""
PHOTOS = 3
"""Pictures of a checklist's visit."""
_NOT_NAME = re.compile(r"[^A-Za-z0-9_]")

NOTHING_TO_CHECK = Message(
    "FLD-010",
    N_("None of the chosen questions can be checked on a phone."),
    N_("Name indicators or questions with --only; tables of partners stay in the workbook."),
)
UNKNOWN_PART = Message(
    "FLD-011", N_("The instrument {instrument} has no indicator or question “{id}”."), N_("Check the id.")
)


@dataclass(frozen=True)
class FormOption:
    """One option of a list: its name in the form, its id in the answer."""

    name: str
    id: str
    label: Text


@dataclass(frozen=True)
class FormField:
    """One element of a form.

    Parameters
    ----------
    name : str
        Unique in the form; letters, digits and underscore.
    relevant : str
        The XLSForm expression under which it is asked.
    constraint, told : str, Text
        What must hold of the value, and what is said if it does not.
    value : str
        Of a fixed field.
    question, part : str
        Which part of which answer it gives; empty for others.
    """

    name: str
    kind: Kind
    label: Text
    options: tuple[FormOption, ...] = ()
    hint: Text | None = None
    required: bool = False
    relevant: str = ""
    constraint: str = ""
    told: Text | None = None
    value: str = ""
    question: str = ""
    part: str = ""


@dataclass(frozen=True)
class Group:
    name: str
    label: Text
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Form:
    """A form for phones.

    Parameters
    ----------
    id : str
        ``instrument`` or a checklist's id.
    left_out : tuple of str
        Questions that no phone form can ask.
    places : dict of str to str
        Of a checklist: question by kind of facility.
    """

    id: str
    title: Text
    instrument: str
    region: str
    cycle: int
    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)

    @cached_property
    def fields(self) -> dict[str, FormField]:
        """All fields by name."""
        return {one.name: one for group in self.groups for one in group.fields}


def instrument_form(instrument: Instrument, region: str, cycle: int, only: Sequence[str] = ()) -> Form:
    """A form of an instrument's questions, grouped by indicator.

    Parameters
    ----------
    only : sequence of str
        Indicators or questions; empty for the questions whose evidence asks for photos.

    Raises
    ------
    KlaError
        ``FLD-010``, ``FLD-011``.
    """
    known = {one.id for one in instrument.indicators} | instrument.question.keys()
    for name in only:
        if name not in known:
            raise fail(UNKNOWN_PART, instrument=instrument.id, id=name)
    wanted = [
        one
        for one in instrument.questions
        if (one.id in only or instrument.parents[one.id] in only if only else "FOTO" in one.evidence)
    ]
    asked = [one for one in wanted if not isinstance(one.answer, Matrix)]
    if not asked:
        raise fail(NOTHING_TO_CHECK)
    groups = [_visit(region, cycle, instrument.id, "instrument", ())]
    for indicator in instrument.indicators:
        fields = tuple(one for question in asked if question in indicator.questions for one in _of_question(question))
        if fields:
            groups.append(Group(f"g_{safe_name(indicator.id)}", indicator.name, fields))
    left = tuple(one.id for one in wanted if isinstance(one.answer, Matrix))
    return Form("instrument", instrument.title, instrument.id, region, cycle, tuple(groups), left)


def checklist_form(checklist: Facility, region: str, cycle: int) -> Form:
    """A form for visits of one kind of facility."""
    places = tuple(FormOption(one.id, one.id, one.label) for one in checklist.places)
    items = tuple(_of_item(one) for one in checklist.items)
    photos = tuple(
        FormField(f"foto_{number}", "photo", both(N_("Photo {number}"), number=number), hint=both(PHOTO_HINT))
        for number in range(1, PHOTOS + 1)
    )
    groups = (
        _visit(region, cycle, checklist.instrument, checklist.id, places),
        Group("g_butir", checklist.title, items),
        Group("g_foto", both(N_("Photos and notes")), (*photos, FormField("catatan", "text", both(N_("Notes"))))),
    )
    of_place = {one.id: one.question for one in checklist.places}
    return Form(checklist.id, checklist.title, checklist.instrument, region, cycle, groups, (), of_place)


def both(template: str, **values: object) -> Text:
    """Words of the catalogue in both languages: a form carries them all, and the phone chooses."""
    return Text(id=language("id")(template, **values), en=language("en")(template, **values))


def safe_name(id: str) -> str:
    """An id as a name within a form."""
    return _NOT_NAME.sub("_", id)


PHOTO_HINT = N_("Do not photograph children so that they are known.")
_NOT_NEGATIVE = N_("Not less than zero.")
_DAY = N_("The visit cannot lie in the future.")
_CODE = N_("Write the code of 10 digits, such as 32.73.01.1001.")


def _yes_no() -> tuple[FormOption, ...]:
    return FormOption(YES, YES, both(N_("Yes"))), FormOption(NO, NO, both(N_("No")))


def _visit(region: str, cycle: int, instrument: str, form: str, places: Sequence[FormOption]) -> Group:
    """Who visits what, where and when; and for what, so that a submission says it itself."""
    fixed = {"kla_form": form, "kla_instrumen": instrument, "kla_wilayah": region, "kla_tahun": str(cycle)}
    fields = [FormField(name, "fixed", Text(id=name, en=name), value=value) for name, value in fixed.items()]
    fields += [
        FormField("petugas", "text", both(N_("Name of the visitor")), required=True),
        FormField(
            "tanggal", "date", both(N_("Date of the visit")), required=True,
            constraint=". <= today()", told=both(_DAY),
        ),
        FormField("tempat", "text", both(N_("Name of the place")), required=True),
        FormField(
            "kode_desa", "text", both(N_("Code of the village (if known)")),
            constraint=r"regex(., '^[0-9]{2}[.]?[0-9]{2}[.]?[0-9]{2}[.]?[0-9]{4}$')", told=both(_CODE),
        ),
        FormField(
            "lokasi", "place", both(N_("Location")),
            hint=both(N_("Rounded when it is imported.")),
        ),
    ]  # fmt: skip
    if len(places) > 1:
        label = both(N_("Kind of place"))
        fields.append(FormField("jenis", "choice", label, tuple(places), required=True))
    return Group("g_kunjungan", both(N_("Visit")), tuple(fields))


def _of_item(item: CheckItem) -> FormField:
    relevant = f"${{b_{item.needs}}} = '{YES}'" if item.needs else ""
    name = f"b_{item.id}"
    if item.kind == "yesno":
        return FormField(name, "choice", item.text, _yes_no(), required=True, relevant=relevant)
    if item.kind == "count":
        return FormField(name, "whole", item.text, relevant=relevant, constraint=". >= 0", told=both(_NOT_NEGATIVE))
    return FormField(name, "text", item.text, relevant=relevant)


def _of_question(question: Question) -> Iterator[FormField]:
    """Whether it was checked; then the answer, a note and a photo."""
    name = safe_name(question.id)
    checked = f"${{{name}_cek}} = '{YES}'"
    words = Text(id=f"{question.id} – {question.text.id}", en=f"{question.id} – {question.text.en}")
    hint = both(N_("Checked on this visit?"))
    yield FormField(f"{name}_cek", "choice", words, _yes_no(), hint, True, question=question.id, part="cek")
    for one in _answer_fields(question, name):
        yield replace(one, relevant=checked, question=question.id, required=True)
    note = both(N_("What was seen"))
    yield FormField(f"{name}_catatan", "text", note, relevant=checked, question=question.id, part="note")
    photo = both(N_("Photo"))
    yield FormField(
        f"{name}_foto", "photo", photo, hint=both(PHOTO_HINT), relevant=checked, question=question.id, part="photo"
    )


def _answer_fields(question: Question, name: str) -> Iterator[FormField]:
    answer = question.answer
    label = both(N_("Answer in the field"))
    if isinstance(answer, Choice):
        yield FormField(name, "choice", label, _options(answer.options), part="value")
    elif isinstance(answer, Checklist):
        none = FormOption(NONE, "", both(N_("None of these")))
        told = both(N_("“None” cannot go with others."))
        only = f"not(selected(., '{NONE}') and count-selected(.) > 1)"
        yield FormField(name, "many", label, (*_options(answer.items), none), constraint=only, told=told, part="value")
    elif isinstance(answer, Number):
        most = f" and . <= {answer.maximum:g}" if answer.maximum is not None else ""
        told = both(N_("The number is out of range."))
        kind: Kind = "whole" if answer.whole else "decimal"
        yield FormField(name, kind, answer.unit, constraint=f". >= 0{most}", told=told, part="value")
    elif isinstance(answer, Percent):
        yield from _share(name, "", answer.numerator, answer.denominator)
    elif isinstance(answer, TwoYear):
        for year, words in (("previous", both(N_("previous year"))), ("current", both(_THIS_YEAR))):
            numerator = _with(answer.numerator, words)
            if answer.of == "percent" and answer.denominator:
                yield from _share(f"{name}_{year}", f"{year}.", numerator, _with(answer.denominator, words))
            else:
                yield FormField(
                    f"{name}_{year}", "whole", numerator, constraint=". >= 0", told=both(_NOT_NEGATIVE), part=year
                )


_THIS_YEAR = N_("year evaluated")


def _share(name: str, part: str, numerator: Text, denominator: Text) -> Iterator[FormField]:
    first = FormField(f"{name}_bagian", "decimal", numerator, part=f"{part}numerator")
    yield replace(first, constraint=". >= 0", told=both(_NOT_NEGATIVE))
    whole = both(N_("More than zero, at least the part."))
    least = f". > 0 and . >= ${{{name}_bagian}}"
    yield FormField(f"{name}_seluruh", "decimal", denominator, constraint=least, told=whole, part=f"{part}denominator")


def _with(text: Text, words: Text) -> Text:
    return Text(id=f"{text.id} ({words.id})", en=f"{text.en} ({words.en})")


def _options(options: Sequence[Item]) -> tuple[FormOption, ...]:
    """Options under names that a form takes; answers keep the ids of the instrument."""
    return tuple(FormOption(safe_name(one.id), one.id, one.label) for one in options)
