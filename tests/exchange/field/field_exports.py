"""Submissions as servers export them: the same visits in the shapes of KoboToolbox and ODK Central."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from kla_widgets.assessment.records import Case
from kla_widgets.exchange.field.forms import Form

CASE = Case("00.01", "kla-2024", 2024)
JPEG = b"\xff\xd8\xff\xe0" + b"foto" * 50
UUID = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
HERE = (-6.917464, 107.619123)

Values = Mapping[str, str | Sequence[str]]


def fixed(form: Form) -> dict[str, str]:
    """What every submission of a form carries."""
    return {one.name: one.value for one in form.fields.values() if one.kind == "fixed"}


def visit(form: Form, **more: str | Sequence[str]) -> dict[str, str | Sequence[str]]:
    """A visit; the place is on the map."""
    said = {"petugas": "Ibu Sari", "tanggal": "2024-05-06", "tempat": "Taman Latihan"}
    return {**fixed(form), **said, **more}


def _paths(form: Form, values: Values) -> dict[str, str | Sequence[str]]:
    group = {one.name: group.name for group in form.groups for one in group.fields}
    return {f"{group[name]}/{name}": value for name, value in values.items()}


def kobo_json(form: Form, visits: Sequence[Values], uuid: str = UUID) -> bytes:
    results = []
    for place, values in enumerate(visits):
        own = {name: _joined(value) for name, value in _paths(form, values).items()}
        results.append(
            {
                "_id": 100 + place,
                "formhub/uuid": "aaaa",
                "meta/instanceID": f"uuid:{_numbered(uuid, place)}",
                "_uuid": _numbered(uuid, place),
                "_submission_time": "2024-05-06T10:00:00",
                "_submitted_by": "petugas_01",
                "deviceid": "ee.kobo:abc",
                "phonenumber": "0812000000",
                "g_kunjungan/lokasi": f"{HERE[0]} {HERE[1]} 700 4.5",
                "_geolocation": list(HERE),
                "_attachments": [{"filename": "u/attachments/x.jpg", "download_url": "https://a"}],
                "_validation_status": {},
                **own,
            }
        )
    return json.dumps({"count": len(results), "next": None, "results": results}).encode()


def kobo_csv(form: Form, visits: Sequence[Values], uuid: str = UUID) -> bytes:
    """Semicolons; one column for the list and one for each of its options; coordinates apart."""
    rows = []
    for place, values in enumerate(visits):
        row: dict[str, Any] = {}
        for path, value in _paths(form, values).items():
            row[path] = _joined(value)
            field = form.fields[path.rpartition("/")[2]]
            if field.kind == "many":
                row |= {f"{path}/{one.name}": str(int(one.name in value)) for one in field.options}
        row |= {"g_kunjungan/_lokasi_latitude": HERE[0], "g_kunjungan/_lokasi_longitude": HERE[1]}
        rows.append(row | {"_uuid": _numbered(uuid, place), "_submission_time": "2024-05-06 10:00:00", "_status": "x"})
    return _csv(rows, ";")


def central_csv(form: Form, visits: Sequence[Values], uuid: str = UUID) -> bytes:
    """Hyphens between groups; options split into columns only; coordinates apart."""
    rows = []
    for place, values in enumerate(visits):
        row: dict[str, Any] = {"SubmissionDate": "2024-05-06T10:00:00.000Z"}
        for path, value in _paths(form, values).items():
            field = form.fields[path.rpartition("/")[2]]
            key = path.replace("/", "-")
            if field.kind == "many":
                row |= {f"{key}/{one.name}": str(int(one.name in value)) for one in field.options}
            else:
                row[key] = _joined(value)
        row |= {"g_kunjungan-lokasi-Latitude": HERE[0], "g_kunjungan-lokasi-Longitude": HERE[1]}
        rows.append(row | {"KEY": f"uuid:{_numbered(uuid, place)}", "SubmitterName": "Sari", "ReviewState": ""})
    return _csv(rows, ",")


def central_json(form: Form, visits: Sequence[Values], uuid: str = UUID) -> bytes:
    """Nested groups, places on the map as GeoJSON."""
    records = []
    for place, values in enumerate(visits):
        record: dict[str, Any] = {
            "__id": f"uuid:{_numbered(uuid, place)}",
            "__system": {"submissionDate": "2024-05-06"},
        }
        for path, value in _paths(form, values).items():
            group, _, name = path.partition("/")
            record.setdefault(group, {})[name] = _joined(value)
        point = {"type": "Point", "coordinates": [HERE[1], HERE[0], 700.0], "properties": {"accuracy": 4.5}}
        record["g_kunjungan"]["lokasi"] = point
        records.append(record)
    return json.dumps({"value": records, "@odata.context": "x"}).encode()


SHAPES = {"kobo.json": kobo_json, "kobo.csv": kobo_csv, "central.csv": central_csv, "central.json": central_json}


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def _joined(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else " ".join(value)


def _numbered(uuid: str, place: int) -> str:
    return uuid if place == 0 else f"{uuid[:-2]}{place:02}"


def _csv(rows: Sequence[Mapping[str, Any]], sign: str) -> bytes:
    names = list(dict.fromkeys(name for row in rows for name in row))
    stream = StringIO(newline="")
    writer = csv.DictWriter(stream, names, delimiter=sign, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode("utf-8-sig")
