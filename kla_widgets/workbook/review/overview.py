"""What stands above the questions: stages and signatures, progress, agreement, disputes and requests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from kla_widgets.language import Language
from kla_widgets.review.agreement import Agreement, agreements
from kla_widgets.review.completion import by_agency, to_be_asked
from kla_widgets.review.roles import EVERYONE, HONESTY, ROLE_NAMES, Action
from kla_widgets.review.stages import StageState, State
from kla_widgets.words import agency_name, part_name
from kla_widgets.workbook.review.cards import request_data
from kla_widgets.workbook.review.reading import Reading
from kla_widgets.workbook.review.texts import decision_data, local
from kla_widgets.workbook.review.words import STATES

Data = dict[str, Any]


def overview_data(seen: Reading, t: Language) -> Data:
    """Everything above the questions, for the browser."""
    desk = seen.desk
    undecided = set(desk.undecided(seen.author))
    ready = [question for question in undecided if question in seen.complete] if seen.decides else []
    return {
        "stages": [_stage(seen, one, t) for one in seen.states],
        "decides": seen.decides,
        "why_not": _why_not(seen, t),
        "progress": {
            "all": len(desk.to_decide),
            "decided": len(desk.to_decide) - len(undecided),
            "settled": len(desk.to_decide) - len(desk.unsettled()),
        },
        "evaluators": [_evaluator(seen, name, t) for name in desk.evaluators],
        "ready": len(ready),
        "equal": len(desk.equal()) if seen.takes_part else 0,
        "to_ask": len(to_be_asked(desk)) if seen.decides else 0,
        "deadline": _suggested(seen),
        "agreement": [_agreement(one, t) for one in agreements(desk)],
        "disputes": [_dispute(seen, question, t) for question in desk.disputed()],
        "requests": [
            {
                "agency": agency_name(seen.instrument, agency, t),
                "items": [request_data(seen, one, t) for one in several],
            }
            for agency, several in by_agency(desk.requests.values()).items()
        ],
        "roles": t(HONESTY) if seen.people else f"{t(EVERYONE)} {t(HONESTY)}",
    }


def missing(seen: Reading, t: Language) -> list[str]:
    """What stands between the stage shown and its signature; empty where nothing does."""
    desk, found = seen.desk, []
    touched = bool(desk.own or desk.settled)
    unsettled = len(desk.unsettled())
    if unsettled and touched:
        found.append(t("{count} questions without a settled decision", count=unsettled))
    elif not touched:
        found.append(t("nobody has decided anything here yet"))
    if equal := len(desk.equal()):
        found.append(t("of these, {count} with equal decisions that only have to be settled", count=equal))
    if disputed := len(seen.disputed):
        found.append(t("of these, {count} on which the evaluators differ", count=disputed))
    if open_ := sum(one.replied_at is None for one in desk.requests.values()):
        found.append(t("Requests for completion without an answer: {count}", count=open_))
    return found


def _stage(seen: Reading, one: StageState, t: Language) -> Data:
    stage, here = one.stage, one.stage.id == seen.stage.id
    score = seen.claim_score if stage == seen.instrument.claim_stage else None
    if score is None and (here or one.signature):
        score = seen.score(stage.id)
    earned = score.own(score.total) if score else None
    place = score.standing if score and earned is not None else None
    signed = one.signature
    order = [state.stage.id for state in seen.states if state.signature]
    return {
        "id": stage.id,
        "name": t.pick(stage.name),
        "state": str(one.state),
        "state_words": t(STATES[one.state]),
        "about": _about(one, t),
        "hash": signed.hash[:12] if signed else "",
        "score": t.number(earned),
        "predicate": place.predicate.name if place and place.predicate else "",
        "here": here,
        "shows": stage.kind == "verification" and not here,
        "signs": stage.sign_off and one.state is State.OPEN and seen.may(Action.SIGN, stage),
        "reopens": order[-1:] == [stage.id] and seen.may(Action.REOPEN, stage),
        "missing": missing(seen, t) if here else [],
    }


def _about(one: StageState, t: Language) -> str:
    """Who signed and when, what it waits for, until when completions are awaited."""
    if one.signature:
        return t("{author}, {at}", author=one.signature.author, at=local(one.signature.at, t))
    if one.waits_for:
        return t("after {stage}", stage=t.pick(one.waits_for.name))
    parts = []
    if one.deadline:
        parts.append(t("completions until {at}", at=local(one.deadline, t)))
    if again := one.reopening:
        parts.append(t("opened again by {author}: {reason}", author=again.author, reason=again.reason))
    return "; ".join(parts)


def _why_not(seen: Reading, t: Language) -> str:
    """Why the one who looks cannot decide; empty where they can."""
    state = seen.state_of(seen.stage.id)
    person = seen.person
    if state.waits_for:
        return t(
            "This stage opens when “{stage}” is signed. Until then it can only be read.",
            stage=t.pick(state.waits_for.name),
        )
    if state.signature:
        return t("This stage is signed. It can only be read.")
    if person and not seen.decides:
        return t(
            "{name} has the role “{role}” in this assessment: everything can be read, but evaluators decide.",
            name=person.name,
            role=t(ROLE_NAMES[person.role]),
        )
    return ""


def _evaluator(seen: Reading, name: str, t: Language) -> Data:
    done = len(seen.desk.to_decide) - len(seen.desk.undecided(name))
    return {"name": name, "words": t("{part} of {whole} decided", part=done, whole=len(seen.desk.to_decide))}


def _agreement(one: Agreement, t: Language) -> Data:
    return {
        "who": t("{first} and {second}", first=one.first, second=one.second),
        "words": t(
            "{same} of {questions} decided alike; Cohen's kappa {kappa}; mean difference {difference} points.",
            same=one.same,
            questions=one.questions,
            kappa=t.number(one.kappa),
            difference=t.number(one.difference, 3),
        ),
    }


def _dispute(seen: Reading, question: str, t: Language) -> Data:
    rule, settled = seen.instrument.question[question], seen.desk.settled.get(question)
    return {
        "id": question,
        "text": part_name(seen.instrument, question, t),
        "decisions": [decision_data(one, rule, t) for one in seen.desk.decisions_on(question)],
        "seen": settled.revision if settled else 0,
    }


def _suggested(seen: Reading) -> str:
    """The end of the stage's window, counted from now, as a browser's field for date and time takes it."""
    hours = seen.stage.window_hours
    if not hours:
        return ""
    return (seen.now + timedelta(hours=hours)).astimezone().strftime("%Y-%m-%dT%H:%M")
