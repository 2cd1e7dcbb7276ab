"""What a workbook and a letter say about a question: how to fill it in, and the evidence that is wanted."""

from __future__ import annotations

from kla_widgets.exchange.agency.asking import Asked, Request
from kla_widgets.instrument.answers import AnswerType, Checklist, Choice, Matrix, Number, Percent, TwoYear
from kla_widgets.instrument.models import Question
from kla_widgets.language import N_, Language
from kla_widgets.words import answer_in_words, evidence_name

TRAINING = N_("TRAINING DATA")
INVENTED = N_("Invented data for practice, not the results of a district.")
UNOFFICIAL = N_("Not the official instrument: questions are paraphrased, some rules are inferred.")


def how_to(rule: AnswerType, t: Language) -> str:
    """What is typed where, in one or a few lines."""
    match rule:
        case Choice():
            return t("Choose from the list.")
        case Number():
            kind = t("A whole number") if rule.whole else t("A number")
            return f"{kind}: {t.pick(rule.unit)}."
        case Percent():
            part, whole = t.pick(rule.numerator), t.pick(rule.denominator)
            return t("Answer: {part}.\nOut of: {whole}.", part=part, whole=whole)
        case TwoYear():
            now = t("The count of the year and of the year before: {part}.", part=t.pick(rule.numerator))
            if rule.denominator is None:
                return now
            whole = t("Out of: {whole}.", whole=t.pick(rule.denominator))
            return f"{now}\n{whole}"
        case Checklist():
            return t("On the sheet of checklists: yes or no for each line.")
        case Matrix() if rule.rows:
            return t("On a sheet of its own: {count} rows that are named there.", count=len(rule.rows))
        case Matrix():
            return t(
                "On a sheet of its own: {count} rows or more; “None” here if there is nothing.", count=rule.expected
            )


def question_text(question: Question, t: Language) -> str:
    """The question, and its explanation below."""
    return "\n".join(t.pick(one) for one in (question.text, question.help) if one)


def evidence_wanted(request: Request, question: Question, t: Language) -> str:
    """The kinds of evidence that the source asks for, and those that we suggest."""
    asked, suggested = (
        "; ".join(evidence_name(request.instrument, kind, t) for kind in kinds)
        for kinds in (question.evidence, question.evidence_suggested)
    )
    return "\n".join(filter(None, (asked, t("suggested: {kinds}", kinds=suggested) if suggested else "")))


def earlier_words(asked: Asked, t: Language) -> str:
    """The answer of an earlier cycle, with its year."""
    if asked.earlier is None:
        return ""
    return f"{asked.earlier.cycle}: {answer_in_words(asked.question.answer, asked.earlier.value, t)}"


def agency_full_name(request: Request, t: Language) -> str:
    known = request.instrument.agencies.get(request.agency)
    return t.pick(known.name) if known else request.agency
