"""What the reports on districts, provinces and agencies say alike."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.assessment.history import Award
from kla_widgets.figures import Column, Figure, notice, paragraph, section, table, watermark
from kla_widgets.instrument.base import Status
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.regions import Region
from kla_widgets.reporting.facts import Facts, Record
from kla_widgets.words import STATUSES, answer_in_words, evidence_name

NO_AWARD, UNKNOWN_AWARD = "none", "unknown"
PUBLISHED_STAGES = {
    "mandiri": N_("self-assessment"),
    "verifikasi": N_("verification"),
    "final": N_("final"),
    "interim": N_("interim"),
    "unclear": N_("stage not clear"),
}
PUBLISHED_PARTS = {
    "total": N_("Total"),
    "kelembagaan": N_("Institutions"),
    "klaster_1": N_("Cluster I"),
    "klaster_2": N_("Cluster II"),
    "klaster_3": N_("Cluster III"),
    "klaster_4": N_("Cluster IV"),
    "klaster_5": N_("Cluster V"),
    "kelana_dekela": N_("Sub-districts and villages"),
}


def training_mark(t: Language) -> Figure:
    """The watermark of reports with made-up data."""
    return watermark(t("TRAINING DATA"))


def instrument_line(instrument: Instrument, t: Language) -> str:
    """The instrument's id and how official it is."""
    official = instrument.status is Status.OFFICIAL
    status = t(STATUSES[instrument.status]) if official else t("not the official instrument")
    return f"{instrument.id} ({status})"


def unofficial(instrument: Instrument, t: Language) -> list[Figure]:
    """A remark that the instrument is not the official one, if it is not."""
    if instrument.status is Status.OFFICIAL:
        return []
    if instrument.predicates is None:
        words = t(
            "This is not the official instrument. Official weights and thresholds are not known: every part weighs the "
            "same where a score is shown, and no predicate is given."
        )
    else:
        words = t(
            "This is not the official instrument: weights come from second-hand sources, and how an answer becomes "
            "points is inferred. The notes at the end say what is known and what is not."
        )
    return [notice(words, label=t("Not official"))]


def award_in_words(predicate: str, t: Language) -> str:
    """A published predicate as it is shown."""
    return {NO_AWARD: t("without an award"), UNKNOWN_AWARD: t("award, predicate not given")}.get(predicate, predicate)


def doubts(award: Award, t: Language) -> Iterator[str]:
    """Why a published predicate may be wrong."""
    if award.contested:
        yield t("sources contradict each other")
    if not award.page_known:
        yield t("exact page not known")


def with_note(source: str, note: str, t: Language) -> str:
    """A source with the compilers' remark, which is in English and is left out elsewhere."""
    return f"{source} – {note}" if note and t.code == "en" else source


def edge_rule(instrument: Instrument, t: Language) -> list[Figure]:
    """Which predicate a score between two printed bands has, and how sure that is."""
    predicates = instrument.predicates
    if not predicates:
        return []
    edge = (
        t("A score between two printed bands belongs to the upper one.")
        if predicates.edge == "upper"
        else t("A score between two printed bands belongs to the lower one.")
    )
    variants = " ".join(t.pick(variant) for variant in predicates.variants)
    status = t("This rule is {status}.", status=t(STATUSES[predicates.status]))
    return [paragraph(" ".join(filter(None, (edge, status, variants))))]


def source_table(instrument: Instrument, t: Language) -> Figure:
    """Where the instrument was read."""
    rows = [
        {"id": name, "title": t.pick(source.title), "url": source.url or None}
        for name, source in instrument.sources.items()
    ]
    columns = [Column("id", t("Source"), "id"), Column("title", t("Title"), width="50%"), Column("url", t("Address"))]
    return table(columns, rows, t, t("Sources of the instrument"), "sumber")


def record_section(instrument: Instrument, made: Record, data: str, stage: str, t: Language) -> Figure:
    """What a report was made of, as its last chapter.

    Parameters
    ----------
    data : str
        Which assessments.
    stage : str
        Name of the stage shown.
    """
    rows = [
        {"name": t("Program"), "value": f"kla-widgets {made.version}"},
        {"name": t("Instrument"), "value": f"{instrument.id} · {made.instrument_hash}"},
        {"name": t("Data"), "value": f"{data} · {made.data_hash}"},
        {"name": t("Stage"), "value": stage},
        {"name": t("Made at"), "value": f"{t.moment(made.made_at)} UTC"},
    ]
    columns = [Column("name", t("What")), Column("value", t("Value"), width="75%")]
    return section(t("Record"), table(columns, rows, t, t("How this report was made"), "rekam"), anchor="rekam-jejak")


def short_name(region: Region) -> str:
    """A district's name as it is written into a map: a kabupaten without the word, a kota with it."""
    name = region.name.removeprefix("Kabupaten ").removeprefix("Administrasi ")
    return name.replace("Kota Administrasi ", "Kota ").replace("Kepulauan ", "Kep. ")


def answer_text(facts: Facts, question: str) -> str:
    """The self-assessment's answer to a question with its note, as a reader understands it; empty for none."""
    given = facts.answers.get(question)
    if given is None or given.value is None:
        return facts.t("known as points only") if facts.score.parts[question].claimed is not None else ""
    rule = facts.instrument.question[question].answer
    if rule.fault(given.value):
        return facts.t("does not fit the question any more")
    words = answer_in_words(rule, given.value, facts.t)
    return f"{words} – {given.note}" if given.note else words


def missing_evidence(facts: Facts, question: str) -> str:
    """The kinds of evidence that a question asks for and that are not attached."""
    attached = {one.kind for one in facts.evidence if one.question == question}
    asked = facts.instrument.question[question].evidence
    lacking = [evidence_name(facts.instrument, kind, facts.t) for kind in asked if kind not in attached]
    return ", ".join(lacking) if asked else facts.t("a document of any kind")
