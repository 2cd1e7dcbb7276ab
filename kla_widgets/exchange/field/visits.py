"""Submissions on their way to visits: whose they are, what they answer, which photos belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kla_widgets.assessment.items import Item
from kla_widgets.assessment.privacy import looks_like_a_nik
from kla_widgets.assessment.records import Answer, Case, Json
from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.field.answers import answers_of_visit, options_faults
from kla_widgets.exchange.field.checklists import find_checklist
from kla_widgets.exchange.field.forms import Form, checklist_form, instrument_form
from kla_widgets.exchange.field.photos import (
    MISSING,
    NO_PICTURE,
    TELLS_PLACE,
    Photos,
    digest_of,
    is_picture,
    tells_place,
)
from kla_widgets.exchange.field.submissions import NO_SUBMISSIONS, Submission, fixed_values, understand
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

OTHER_CASE = Message(
    "FLD-050",
    N_("The submission is for {found}, not for {wanted}."),
    N_("Choose the right file, or correct --region and --cycle."),
)
LIKE_A_NIK = Message(
    "FLD-054",
    N_("The text of “{name}” looks as if it held a personal number (NIK)."),
    N_("Take personal numbers out on the server, and import again."),
)


@dataclass(frozen=True)
class Photo:
    """A picture of a visit: its name there, the question that it supports, and the file if it is at hand."""

    name: str
    question: str
    caption: str
    file: Path | None
    sha256: str


@dataclass(frozen=True)
class Visit:
    """A visit with what follows from it."""

    submission: Submission
    content: dict[str, Json]
    answers: tuple[Answer, ...]
    photos: tuple[Photo, ...]


class Reading:
    """Submissions on their way to visits, with all that is found wrong or worth telling."""

    def __init__(
        self, instrument: Instrument, case: Case, checklist: str, photos: Photos | None, decimals: int | None
    ) -> None:
        self.visits: list[Visit] = []
        self.faults: list[Fault] = []
        self.notices: list[Fault] = []
        self._instrument, self._case, self._photos, self._decimals = instrument, case, photos, decimals
        own = find_checklist(checklist, instrument) if checklist else None
        self._own = checklist_form(own, case.region, case.cycle) if own else None

    def read(self, records: Sequence[tuple[str, Mapping[str, object]]], file: str, stored: Mapping[str, Item]) -> None:
        by_form: dict[str, list[tuple[str, Mapping[str, object]]]] = {}
        case = self._case
        wanted = {"kla_instrumen": case.instrument, "kla_wilayah": case.region, "kla_tahun": str(case.cycle)}
        for where, raw in records:
            fixed = fixed_values(raw)
            if not fixed.get("kla_form"):
                raise fail(NO_SUBMISSIONS, where)
            if other := [fixed.get(name, "–") for name, value in wanted.items() if fixed.get(name) != value]:
                self.faults.append(Fault(OTHER_CASE, where, found=", ".join(other), wanted=" ".join(wanted.values())))
                continue
            by_form.setdefault(fixed["kla_form"], []).append((where, raw))
        if not records:
            raise fail(NO_SUBMISSIONS, file)
        for name, of_form in by_form.items():
            form = self._form(name)
            submissions, faults, notices = understand(of_form, form)
            self.faults += faults
            self.notices += notices
            for one in submissions:
                self._visit(one, form, stored.get(one.id))

    def _form(self, name: str) -> Form:
        if name == "instrument":
            everything = [one.id for one in self._instrument.indicators]
            return instrument_form(self._instrument, self._case.region, self._case.cycle, everything)
        if self._own and self._own.id == name:
            return self._own
        return checklist_form(find_checklist(name, self._instrument), self._case.region, self._case.cycle)

    def _visit(self, one: Submission, form: Form, before: Item | None) -> None:
        self.faults += options_faults(one, form)
        answers, faults, notices = (
            answers_of_visit(one, form, self._instrument) if form.id == "instrument" else ([], [], [])
        )
        self.faults += faults
        self.notices += notices
        for name, value in one.values.items():
            if isinstance(value, str) and form.fields[name].kind == "text" and looks_like_a_nik(value):
                self.notices.append(Fault(LIKE_A_NIK, one.where, name=name))
        photos = tuple(self._pictures(one, form, before))
        content: dict[str, Json] = {
            "form": form.id,
            "submitted": one.submitted,
            "values": dict(sorted(one.values.items())),
            "location": self._rounded(one),
            "photos": [{"name": p.name, "question": p.question, "sha256": p.sha256} for p in photos],
        }
        content["values"].pop("lokasi", None)  # the exact place is not kept
        self.visits.append(Visit(one, content, tuple(answers), photos))

    def _rounded(self, one: Submission) -> list[float] | None:
        if one.location is None or self._decimals is None:
            return None
        return [round(part, self._decimals) + 0.0 for part in one.location]

    def _pictures(self, one: Submission, form: Form, before: Item | None) -> Iterator[Photo]:
        """The pictures of a visit; what an earlier import knew of them is not forgotten."""
        known = {str(p["name"]): str(p["sha256"]) for p in (before.content["photos"] if before else ())}
        for name, value in one.values.items():
            field = form.fields[name]
            if field.kind != "photo" or not isinstance(value, str):
                continue
            only = next(iter(form.places.values())) if len(form.places) == 1 else ""
            question = field.question or form.places.get(str(one.values.get("jenis", "")), only)
            caption = " – ".join(str(one.values[key]) for key in ("tempat", "tanggal") if key in one.values)
            file = self._file(one, value)
            sha256 = digest_of(file) if file else known.get(value, "")
            yield Photo(value, question, f"{caption} – {question}", file, sha256)

    def _file(self, one: Submission, name: str) -> Path | None:
        if self._photos is None:
            return None
        file = self._photos.find(name, one.id)
        if file is None:
            self.notices.append(Fault(MISSING, one.where, name=name))
            return None
        if not is_picture(file):
            self.notices.append(Fault(NO_PICTURE, one.where, name=name))
            return None
        if tells_place(file):
            self.notices.append(Fault(TELLS_PLACE, one.where, name=name))
        return file
