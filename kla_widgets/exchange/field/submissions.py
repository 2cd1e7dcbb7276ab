"""Reading what phones sent, as KoboToolbox and ODK Central export it (CSV or JSON), whatever way they write paths.

Only what the form asks for is taken: devices, accounts, telephone numbers and times of filling in stay outside.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kla_widgets.errors import Fault, Message, fail
from kla_widgets.exchange.big_tables import MAX_BYTES, TOO_LARGE, cell_text, read_big_bytes
from kla_widgets.exchange.field.forms import Form
from kla_widgets.exchange.recap.grid import CANNOT_OPEN
from kla_widgets.language import N_

MOST = 20_000
"""Submissions of a file."""

NO_SUBMISSIONS = Message(
    "FLD-020",
    N_("The file holds no submissions of a form of this program."),
    N_("Export “XML values and headers” with the group names, as CSV or JSON."),
)
TOO_MANY = Message(
    "FLD-026", N_("The file holds more than {limit} submissions."), N_("Export them in several files, by date.")
)
BAD_JSON = Message("FLD-021", N_("The JSON file is damaged: {reason}."), N_("Download it again."))
NO_ID = Message(
    "FLD-022", N_("The submission has no id of its own (_uuid, KEY or __id)."), N_("Export the file with all columns.")
)
SAME_SUBMISSION = Message(
    "FLD-023", N_("The submission {id} stands in the file twice, with different content."), N_("Export the file again.")
)
BAD_LOCATION = Message(
    "FLD-024", N_("“{value}” is no place on the map; it was left out."), N_("Correct it on the server if you need it.")
)
REJECTED = Message(
    "FLD-025", N_("The submission was rejected on the server; it was left out."), N_("Nothing needs to be done.")
)

_IDS = ("meta/rootuuid", "rootuuid", "_uuid", "meta/instanceid", "meta-instanceid", "instanceid", "key", "__id")
_TIMES = ("_submission_time", "submissiondate", "__system/submissiondate", "end")
_STATES = ("_validation_status", "_validation_status/uid", "reviewstate", "__system/reviewstate")
_REFUSED = ("not approved", "validation_status_not_approved", "rejected")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Submission:
    """One visit as it was sent.

    Parameters
    ----------
    where : str
        Its place in the file.
    id : str
    submitted : str
        When, as the server writes it.
    values : dict of str to str or list of str
        By name of the form's field; lists for fields of several options. Empty ones are not in it.
    location : (float, float), optional
        Latitude and longitude in degrees, as sent.
    """

    where: str
    id: str
    submitted: str
    values: dict[str, str | list[str]]
    location: tuple[float, float] | None


def read_raw(file: Path) -> list[tuple[str, Raw]]:
    """The submissions of a file as flat records, each with its place.

    Raises
    ------
    KlaError
        ``FLD-020``, ``FLD-021``, ``TAB-…``, ``RCP-…``.
    """
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail(CANNOT_OPEN, file.name, reason=error.strerror or type(error).__name__) from error
    if len(data) > MAX_BYTES:
        raise fail(TOO_LARGE, file.name, limit=MAX_BYTES // 10**6)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return list(_from_json(data, file.name))
    found: list[tuple[str, Raw]] = []
    for sheet in read_big_bytes(data, file.name):
        if sheet.rows:
            names = [cell_text(value) for value in sheet.rows[0]]
            for place, row in enumerate(sheet.rows[1:], 1):
                pairs = ((name, cell_text(value)) for name, value in zip(names, row, strict=False) if name)
                found.append((sheet.where(place), {name: value for name, value in pairs if value}))
    return found


def fixed_values(raw: Raw) -> dict[str, str]:
    """What a submission says of its form: names that begin with ``kla_``."""
    names = {_last(name): str(value) for name, value in raw.items()}
    return {name: value for name, value in names.items() if name.startswith("kla_")}


def understand(records: Iterable[tuple[str, Raw]], form: Form) -> tuple[list[Submission], list[Fault], list[Fault]]:
    """Submissions of a form, with faults and notices."""
    found: dict[str, Submission] = {}
    faults: list[Fault] = []
    notices: list[Fault] = []
    for where, raw in records:
        lower = {name.casefold(): value for name, value in raw.items()}
        if str(_first(lower, _STATES)).casefold() in _REFUSED:
            notices.append(Fault(REJECTED, where))
            continue
        identity = str(_first(lower, _IDS)).removeprefix("uuid:")
        if not _ID.fullmatch(identity):
            faults.append(Fault(NO_ID, where))
            continue
        location, doubt = _location(raw)
        if doubt:
            notices.append(Fault(BAD_LOCATION, where, value=doubt[:60]))
        one = Submission(where, identity, str(_first(lower, _TIMES)), _values(raw, form), location)
        if (earlier := found.get(identity)) and (earlier.values, earlier.location) != (one.values, one.location):
            faults.append(Fault(SAME_SUBMISSION, where, id=identity))
        found.setdefault(identity, one)
    return list(found.values()), faults, notices


def _from_json(data: bytes, name: str) -> Iterator[tuple[str, Raw]]:
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise fail(BAD_JSON, name, reason=type(error).__name__) from error
    records = next(
        (content[key] for key in ("results", "value") if isinstance(content, dict) and key in content), content
    )
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise fail(NO_SUBMISSIONS, name)
    if len(records) > MOST:
        raise fail(TOO_MANY, name, limit=MOST)
    for place, one in enumerate(records, 1):
        yield f"{name}#{place}", dict(_flat(one))


def _flat(record: Mapping[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Values by path; of places on the map the longitude and latitude as a text of its own."""
    for name, value in record.items():
        here = f"{path}/{name}" if path else str(name)
        if isinstance(value, dict) and "coordinates" in value:
            numbers = value["coordinates"] if isinstance(value["coordinates"], list) else []
            yield here, " ".join(str(one) for one in (numbers[1::-1] if len(numbers) > 1 else numbers))
        elif isinstance(value, dict) and depth < 20:
            yield from _flat(value, here, depth + 1)
        elif isinstance(value, bool) or value is None:
            continue
        elif isinstance(value, str | int | float):
            yield here, str(value)


def _values(raw: Raw, form: Form) -> dict[str, str | list[str]]:
    known = form.fields
    values: dict[str, str | list[str]] = {}
    chosen: dict[str, list[str]] = {}
    for key, value in raw.items():
        name, text = _last(key), str(value).strip()
        if not text:
            continue
        if name in known:
            values[name] = text.split() if known[name].kind == "many" else text
        elif "/" in key:  # one column for each option
            above, _, option = key.rpartition("/")
            list_ = known.get(_last(above))
            if list_ and list_.kind == "many" and any(one.name == option for one in list_.options):
                flags = chosen.setdefault(list_.name, [])
                flags += [option] if text.casefold() in ("1", "1.0", "true") else []
    return values | {name: flags for name, flags in chosen.items() if name not in values and flags}


def _last(key: str) -> str:
    """The name at the end of a path, whatever stands between its parts: ``group/name``, ``group-name``."""
    return re.split(r"[/:.-]", key)[-1]


def _first(record: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((record[name] for name in names if record.get(name)), "")


_COORDINATE = re.compile(r"(?:^|[/_.-])lokasi[_-](latitude|longitude)$", re.IGNORECASE)


def _location(raw: Raw) -> tuple[tuple[float, float] | None, str]:
    """Latitude and longitude; or what stands there and is none."""
    parts = {match[1].casefold(): str(value) for key, value in raw.items() if (match := _COORDINATE.search(key))}
    text = next((str(value) for key, value in raw.items() if _last(key) == "lokasi"), "")
    if len(parts) == 2 and not text:
        text = f"{parts['latitude']} {parts['longitude']}"
    if not text.strip():
        return None, ""
    try:
        latitude, longitude = (float(one) for one in text.split()[:2])
    except ValueError:
        return None, text
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None, text
    return (latitude, longitude), ""
