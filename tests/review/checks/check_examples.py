"""For every check an assessment in which it finds something, and one nearly the same in which it does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kla_widgets.assessment.records import Answer, Case, Evidence, Statement, StatementKind
from kla_widgets.assessment.signing import Signed
from kla_widgets.instrument.library import shipped_library
from kla_widgets.regions.models import RegionCounts
from kla_widgets.review.breaks import WHOLE, Break
from kla_widgets.review.facts import CheckFacts, Past
from kla_widgets.review.file_states import FileState
from kla_widgets.review.proof import Difference

INSTRUMENT = shipped_library().get("kla-2024")
CASE = Case("00.01", INSTRUMENT.id, 2024)
AT = datetime(2024, 3, 1, tzinfo=UTC)
CLAIM = INSTRUMENT.claim_stage.id
COUNTS = RegionCounts(kecamatan=10, kelurahan=20, desa=80, area_km2=1.0, population=1)
ROW = {"perangkat_daerah": "Dinas", "peran": "mitra"}
VALUE = {"numerator": 1, "denominator": 2}
Example = tuple[CheckFacts, CheckFacts]


def share(part: float, whole: float = 100) -> dict[str, float]:
    return {"numerator": part, "denominator": whole}


def years(previous: Any, current: Any) -> dict[str, Any]:
    return {"previous": previous, "current": current}


def facts(*evidence: Evidence, notes: dict[str, str] | None = None, **values: Any) -> CheckFacts:
    """An assessment with these answers; underscores in the ids stand for dots."""
    given = {name.replace("_", "."): value for name, value in values.items()}
    notes = notes or {}
    answers = {name: Answer(name, given.get(name), notes.get(name, "")) for name in given.keys() | notes.keys()}
    files = {one.sha256: FileState.GOOD for one in evidence}
    return CheckFacts(CASE, INSTRUMENT, answers={CLAIM: answers}, evidence=evidence, files=files)


def file(question: str, kind: str, sha256: str = "a", caption: str = "Balai desa", year: int | None = 2023) -> Evidence:
    name = f"{sha256}.pdf"
    return Evidence(question, kind, sha256, name, 10, "application/pdf", caption, year, "Sari", AT)


def in_state(state: FileState) -> CheckFacts:
    good = facts(file("I2.1", "SK"))
    return replace(good, files={"a": state})


def before(now: CheckFacts, cycle: int, share_then: float | None = None, **values: Any) -> CheckFacts:
    """The same with an earlier assessment."""
    then = facts(**values)
    return replace(now, past=Past(replace(CASE, cycle=cycle), INSTRUMENT, then.claims, share_then))


def told(now: CheckFacts, text: str) -> CheckFacts:
    statement = Statement("s1", "I13", StatementKind.FACT, text, text, "SSGI")
    return replace(now, statements=(statement,))


def pair(first: str, one: Any, second: str, other: Any, fitting: Any) -> Example:
    """Two answers that contradict each other, and the first with a second one that does not."""
    names = first.replace(".", "_"), second.replace(".", "_")
    return facts(**{names[0]: one, names[1]: other}), facts(**{names[0]: one, names[1]: fitting})


SIGNED = Signed(CLAIM, "Bu Rina", "facilitator", AT, "0" * 64)
TAMPERED = Difference("answer", {"question": "I2.1", "stage": CLAIM}, {"value": '"ada"'}, {"value": '"tidak_ada"'})
ANSWERED = facts(**{question.id.replace(".", "_"): "?" for question in INSTRUMENT.questions})

EXAMPLES: dict[str, Example] = {
    "CHK-101": (facts(I2_1="ada"), facts(file("I2.1", "SK"), I2_1="ada")),
    "CHK-102": (
        facts(file("I1.3a", "APBD"), I1_3a="ada"),
        facts(file("I1.3a", "APBD"), file("I1.3a", "DOK"), I1_3a="ada"),
    ),
    "CHK-103": (facts(I1_1="perda"), facts(I1_1="tidak_ada")),
    "CHK-104": (
        facts(file("I21B.2", "DOK"), I21B_2=[ROW]),
        facts(file("I21B.2", "DOK"), file("I21B.2", "MATRIKS"), I21B_2=[ROW]),
    ),
    "CHK-105": (in_state(FileState.MISSING), in_state(FileState.GOOD)),
    "CHK-106": (
        facts(file("I2.1", "SK"), file("I6.1", "SK")),
        facts(file("I2.1", "SK"), file("I2.1", "DOK"), file("I6.1", "SK", "b")),
    ),
    "CHK-107": (facts(file("I2.6", "DOK", year=2021)), facts(file("I2.6", "DOK"), file("I2.1", "SK", year=2015))),
    "CHK-108": (facts(file("I2.7", "FOTO", caption=" ")), facts(file("I2.7", "FOTO"), file("I2.7", "SK", caption=""))),
    "CHK-109": (facts(file("I1.3a", "APBD", year=None)), facts(file("I1.3a", "APBD"), file("I2.1", "SK", year=None))),
    "CHK-201": (facts(I2_2=share(120)), facts(I2_2=share(100))),
    "CHK-202": (facts(I2_1="mungkin"), facts(I2_1="ada", I2_2=share(120))),
    "CHK-203": (
        facts(I4_2=years(share(70), share(91)), I4_1=years(share(80), share(90))),
        facts(I4_2=years(share(70), share(90)), I4_1=years(share(80), share(90))),
    ),
    "CHK-204": (facts(I14_1=share(60), I14_3=share(41)), facts(I14_1=share(60), I14_3=share(40))),
    "CHK-205": (
        facts(I26_2=share(1, 100), I26_3=share(1, 100), I26_4=share(1, 99)),
        facts(I26_2=share(1, 100), I26_3=share(2, 100), I25_2=share(1, 99)),
    ),
    "CHK-221": (
        told(facts(I13_3=share(14)), "Prevalensi stunting 21,5 % menurut survei."),
        told(facts(I13_3=share(14)), "Prevalensi stunting 18,5 % menurut survei."),
    ),
    "CHK-222": (
        replace(facts(I26_2=share(1, 90)), counts=COUNTS),
        replace(facts(I26_2=share(1, 100), I25_2=share(1, 10)), counts=COUNTS),
    ),
    "CHK-301": pair(
        "I4.2", years(share(9), share(100)), "I4.1", years(share(9), share(99)), years(share(9), share(100))
    ),
    "CHK-302": pair("I4.2", years(share(9), share(100)), "I26.6", share(99), share(100)),
    "CHK-303": pair("I26.7", share(100), "I7.1", years(0, 3), years(3, 0)),
    "CHK-304": pair("I25.6", share(10, 10), "I7.1", years(0, 1), years(3, 0)),
    "CHK-305": pair("I26.8d", share(0), "I13.3", share(5), share(0)),
    "CHK-306": pair("I26.8b", share(0), "I13.1", share(5), share(0)),
    "CHK-307": pair("I26.8c", share(0), "I13.2", share(5), share(0)),
    "CHK-308": pair("I2.5", "ada", "I2.4", [], ["kelembagaan"]),
    "CHK-309": pair("I3.3", ["dilaksanakan"], "I3.2", "tidak_ada", "ada"),
    "CHK-310": pair("I1.4", "sebagian", "I1.1", "tidak_ada", "perda"),
    "CHK-311": pair("I17.2", "ada", "I1.2q", "se", "perda"),
    "CHK-312": pair(
        "I26.17",
        "tidak",
        "I21C.1",
        [{"layanan": "Pulang ke sekolah", "lembaga": "Dinsos", "jumlah_anak": 4}],
        [{"layanan": "Pulang ke sekolah", "lembaga": "Dinsos", "jumlah_anak": 0}],
    ),
    "CHK-320": (
        facts(file("I26.15", "DOK"), I26_15=share(100)),
        facts(file("I26.15", "DATA1"), I26_15=share(100)),
    ),
    "CHK-401": (
        before(facts(I2_2=share(90)), 2023, I2_2=share(59)),
        before(facts(I2_2=share(90), I8_1=9), 2023, I2_2=share(61), I8_1=1),
    ),
    "CHK-402": (
        replace(before(facts(), 2023, 0.5), share=0.66),
        replace(before(facts(), 2023, 0.5), share=0.64),
    ),
    "CHK-403": (
        before(facts(I7_1=years(8, 4)), 2023, I7_1=years(10, 7)),
        before(facts(I7_1=years(7, 4)), 2023, I7_1=years(10, 7)),
    ),
    "CHK-501": (facts(I2_4=["kelembagaan"]), replace(facts(I2_4=["kelembagaan"]), plan_rows=3)),
    "CHK-601": (
        facts(notes={"I2.1": "a.n. Budi 3273010101900001"}),
        facts(notes={"I2.1": "SK nomor 327301010190000 tahun 2023"}),
    ),
    "CHK-701": (replace(facts(I2_1="ada"), signed=(SIGNED,)), replace(ANSWERED, signed=(SIGNED,))),
    "CHK-702": (
        replace(facts(), signed=(SIGNED,), breaks=(Break(SIGNED, "answers", "I2.1"), Break(SIGNED, WHOLE, ""))),
        replace(facts(), signed=(SIGNED,)),
    ),
    "CHK-801": (replace(facts(), differences=(TAMPERED,)), facts()),
    "CHK-802": (
        replace(facts(), differences=(replace(TAMPERED, gap=True),)),
        replace(facts(), differences=(TAMPERED,)),
    ),
    "CHK-803": (in_state(FileState.OTHER_SIZE), in_state(FileState.GOOD)),
    "CHK-804": (in_state(FileState.OTHER_CONTENT), in_state(FileState.GOOD)),
    "CHK-805": (in_state(FileState.UNREADABLE), in_state(FileState.GOOD)),
}
