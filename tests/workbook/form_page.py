"""A page with one question of every kind, invented for the tests of the form."""

from __future__ import annotations

from typing import Any

LOUD = "<script>window.bad = 1</script><img src=x onerror='window.bad=1'>"

CONTROLS: dict[str, dict[str, Any]] = {
    "T1": {
        "type": "choice",
        "options": [
            {"id": "perda", "label": "Perda", "credit": 1},
            {"id": "sk", "label": "Surat keputusan", "credit": 0.5},
            {"id": "none", "label": f"Belum ada {LOUD}", "credit": 0},
        ],
    },
    "T2": {"type": "checklist", "items": [{"id": "a", "label": "Forum Anak"}, {"id": "b", "label": "Gugus tugas"}]},
    "T3": {"type": "number", "unit": "orang", "whole": True},
    "T4": {"type": "percent", "numerator": "Anak berakta", "denominator": "Seluruh anak"},
    "T5": {"type": "two_year", "of": "percent", "numerator": "Bagian", "denominator": "Semua", "direction": "higher"},
    "T6": {"type": "two_year", "of": "count", "numerator": "Kasus", "denominator": None, "direction": "lower"},
    "T7": {
        "type": "matrix",
        "columns": [
            {"id": "name", "label": "Nama", "kind": "text", "required": True},
            {"id": "staff", "label": "Petugas", "kind": "number", "required": True},
            {"id": "active", "label": "Aktif", "kind": "yesno", "required": False},
        ],
        "rows": [],
        "expected": 2,
    },
    "T8": {
        "type": "matrix",
        "columns": [{"id": "role", "label": "Peran", "kind": "text", "required": True}],
        "rows": [{"id": "mitra", "label": "Lembaga masyarakat"}, {"id": "usaha", "label": "Dunia usaha"}],
        "expected": None,
    },
}

FILE = {
    "kind": "SK",
    "name": f"sk {LOUD}.pdf",
    "sha256": "ab" * 32,
    "size_text": "1,2 MB",
    "caption": "SK gugus tugas",
    "year": 2023,
    "also": ["T4"],
}


def question(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "text": f"Pertanyaan {name} {LOUD}",
        "help": f"Bantuan {LOUD}",
        "weight": 2,
        "kind": "Data",
        "rule": "Aturan penyusun.",
        "inferred": True,
        "control": CONTROLS[name],
        "evidence": [{"kind": "SK", "name": "Surat keputusan", "required": True}],
        "lead": ["dp3a"],
    }


def state(**more: Any) -> dict[str, Any]:
    empty = {
        "value": None,
        "note": "",
        "agencies": ["dp3a"],
        "revision": 3,
        "author": "",
        "at": "",
        "points": None,
        "points_text": "0,00 dari 2,00",
        "left_text": "masih 2,00",
        "derived": "",
        "done": False,
        "proven": False,
        "files": [],
        "suggestion": None,
        "warning": "",
    }
    return empty | more


def page() -> dict[str, Any]:
    parts = (("1", ["T1", "T2", "T3"]), ("2", ["T4", "T5", "T6", "T7", "T8"]))
    return {
        "id": "K1",
        "title": "Klaster I – Hak Sipil",
        "region": "Kabupaten Latihan",
        "region_code": "00.01",
        "cycle": 2024,
        "instrument": "latihan",
        "unofficial": True,
        "synthetic": True,
        "stage": "Evaluasi mandiri",
        "limit_mb": 2,
        "language": "en",
        "agencies": [{"id": "dp3a", "name": "Dinas PPPA"}, {"id": "bappeda", "name": "Bappeda"}],
        "evidence_kinds": [{"id": "SK", "name": "Surat keputusan"}],
        "indicators": [
            {"id": f"I{number}", "number": number, "name": f"Indikator {number}", "max": 15, "questions": questions}
            for number, names in parts
            for questions in [[question(name) for name in names]]
        ],
    }


def states() -> dict[str, Any]:
    found = {name: state() for name in CONTROLS}
    found["T3"] |= {"suggestion": {"value": 7, "words": "7 orang", "cycle": 2023}}
    found["T2"] |= {"note": f"catatan {LOUD}", "author": LOUD, "at": "10.00", "files": [FILE]}
    return found


def score() -> dict[str, Any]:
    return {
        "total": 613.55,
        "total_text": "613,55",
        "max": 1000,
        "max_text": "1.000",
        "predicate": "Madya",
        "distance": "kurang 86,46 poin menuju Nindya",
        "risk": "10,00 poin mungkin turun",
        "claimed": 613.55,
        "supported": 603.55,
        "claimed_text": "613,55",
        "supported_text": "603,55",
        "ladder": [
            {"name": "Pratama", "from": 500},
            {"name": "Madya", "from": 600.01},
            {"name": "Nindya", "from": 700.01},
        ],
        "clusters": [
            {
                "id": "K1",
                "short": "Klaster I",
                "max": 115,
                "claimed": 81.4,
                "supported": 70,
                "answered": 1,
                "questions": 8,
            }
        ],
        "answered": 1,
        "evidenced": 0,
        "questions": 8,
    }
