"""What the tidy tables hold: every column, what it says, its unit, and its type."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.language import N_

_CASE = {
    "region": N_("Code of the region; text, since 11.10 is not 11.1."),
    "instrument": N_("Id of the instrument."),
    "cycle": N_("Year of the evaluation."),
    "synthetic": N_("True for a region that is made up; its figures are invented."),
}
_STAGE = {"stage": N_("Id of the stage of the evaluation.")}
_SIGNED = {"author": N_("Who stored it."), "at": N_("When it was stored: UTC, ISO 8601.")}
_SHOWN = {"stage": N_("The stage whose score counts: the one asked for, else the furthest with anything stored.")}

TABLES: Mapping[str, Mapping[str, str]] = {
    "regions": {
        "region": _CASE["region"],
        "name": N_("Name."),
        "kind": N_("Kind of the region: provinsi, kabupaten, kota, kecamatan, desa, kelurahan."),
        "parent": N_("Code of the region above."),
        "synthetic": _CASE["synthetic"],
    },
    "parts": {
        "instrument": _CASE["instrument"],
        "level": N_("total, cluster, indicator or question."),
        "id": N_("Id of the part; TOTAL for the whole."),
        "parent": N_("Id of the part above."),
        "name_id": N_("Name or question in Indonesian."),
        "name_en": N_("Name or question in English."),
        "max": N_("Most points that can be had; empty where no weight is known."),
        "kind": N_("What a question is about."),
        "type": N_("How a question is answered: choice, checklist, number, percent, two_year, matrix."),
        "agencies": N_("Ids of the agencies, the leading one first, with semicolons between."),
        "status": N_("How sure the part and its weight are: official, secondary or inferred."),
        "rule_status": N_("How sure the rule from answer to points is."),
    },
    "assessments": {
        **_CASE,
        **_SHOWN,
        "points": N_("Total at that stage, in points; empty where not known."),
        "predicate": N_("Name of the predicate that these points reach."),
        "next": N_("Name of the next predicate."),
        "missing": N_("Points that are missing to the next predicate."),
        "note_id": N_("Note on the status of the numbers, in Indonesian."),
        "note_en": N_("Note on the status of the numbers, in English."),
    },
    "scores": {
        **_CASE,
        **_SHOWN,
        "level": N_("total, cluster, indicator or question."),
        "id": N_("Id of the part; TOTAL for the whole."),
        "max": N_("Most points that can be had; empty where no weight is known."),
        "claimed": N_("Points of the self-assessment; empty where not known, which is not zero."),
        "supported": N_("Claimed points that the attached evidence supports."),
        "verified": N_("Points after verification at the stage shown."),
        "gap": N_("Points still to be had: the maximum less the score of the stage shown."),
        "answered": N_("Questions answered at the stage shown."),
        "evidenced": N_("Answered questions whose claim the evidence supports in full."),
        "questions": N_("Questions of the part."),
    },
    "answers": {
        **_CASE,
        **_STAGE,
        "question": N_("Id of the question."),
        "type": N_("How a question is answered: choice, checklist, number, percent, two_year, matrix."),
        "value": N_("The answer as JSON, as it is stored; empty where only a note is kept."),
        "number": N_("The answer as one number: count, percentage (0 to 100), items or rows; empty for a choice."),
        "previous": N_("The same of the year before, where two years are asked for."),
        "credit": N_("Share of the weight that the answer earns, 0 to 1; empty where it does not fit the question."),
        "note": N_("Note."),
        "source": N_("Source."),
        **_SIGNED,
        "revision": N_("How often it was changed."),
    },
    "reported": {
        **_CASE,
        **_STAGE,
        "target": N_("Id of the part of which only the points are known."),
        "points": N_("Points as printed."),
        "source": N_("Source."),
        "note": N_("Note."),
        **_SIGNED,
    },
    "evidence": {
        **_CASE,
        "question": N_("Id of the question."),
        "kind": N_("Id of the kind of evidence."),
        "name": N_("File name."),
        "sha256": N_("SHA-256 of the file; equal files have equal ones."),
        "size": N_("Bytes."),
        "media_type": N_("Media type."),
        "caption": N_("Caption."),
        "year": N_("Year of the document."),
        **_SIGNED,
    },
    "gaps": {
        **_CASE,
        **_SHOWN,
        "target": N_("Id of the question; of the indicator or cluster where no more is known."),
        "cluster": N_("Id of the cluster."),
        "indicator": N_("Id of the indicator."),
        "points": N_("Points still to be had: the maximum less the score of the stage shown."),
        "at_risk": N_("Claimed points that the attached evidence does not support."),
        "why": N_("Why: unanswered, low_answer, evidence_missing, not_accepted, sum_only."),
        "kind": N_("What a question is about."),
        "agencies": N_("Ids of the agencies, the leading one first, with semicolons between."),
    },
}
"""The columns of every table, each with what it holds and its unit."""

NUMBERS = frozenset(
    ["points", "missing", "max", "claimed", "supported", "verified", "gap", "at_risk", "number", "previous", "credit"]
)
"""Columns of floating-point numbers; not known is missing, never zero."""
COUNTS = frozenset(["cycle", "answered", "evidenced", "questions", "revision", "size", "year"])
"""Columns of whole numbers, some of them missing."""
YES_OR_NO = frozenset(["synthetic"])
