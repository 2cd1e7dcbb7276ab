"""From gaps to a district's actions: gaps that one effort can close become one action. All proposals are inferred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import fsum

from kla_widgets.errors import fail
from kla_widgets.instrument.base import Status, Text
from kla_widgets.instrument.models import Instrument, Question
from kla_widgets.planning.actions import Action, Effect, State
from kla_widgets.planning.catalogue import OTHER_INSTRUMENT, ActionTemplate, Agreement, Catalogue
from kla_widgets.scoring.gaps import Gap, Why
from kla_widgets.scoring.scores import RegionScore


@dataclass(frozen=True)
class _Need:
    """What one template is to do about one gap."""

    template: ActionTemplate
    gap: Gap
    effect: Effect | None


def propose(score: RegionScore, gaps: Sequence[Gap], catalogue: Catalogue) -> tuple[Action, ...]:
    """Actions that close gaps, after the catalogue, and the agreements reported from the region.

    Parameters
    ----------
    score : RegionScore
        Tells how far each question stands.
    gaps : sequence of Gap
        As :func:`kla_widgets.scoring.gaps.find_gaps` gives them.
    catalogue : Catalogue

    Returns
    -------
    tuple of Action
        Without costs, which only the district knows. Agreements come first and are accepted already.

    Raises
    ------
    KlaError
        ``PLN-003`` if the catalogue is another instrument's.
    """
    instrument = score.instrument
    if catalogue.instrument != instrument.id:
        raise fail(OTHER_INSTRUMENT, found=catalogue.instrument, instrument=instrument.id)
    groups: dict[tuple[str, str], list[_Need]] = {}
    for gap in gaps:
        for need in _needs(score, catalogue, gap):
            groups.setdefault((need.template.id, _key(need)), []).append(need)
    per_template = Counter(template for template, _ in groups)
    made = {
        name: _action(instrument, catalogue, name[1] if per_template[name[0]] > 1 else "", needs)
        for name, needs in groups.items()
    }
    agreed = [_agreed(one, catalogue) for one in catalogue.agreements if one.region == score.region]
    return (*agreed, *(_ordered(action, groups[name][0].template, made) for name, action in made.items()))


def _needs(score: RegionScore, catalogue: Catalogue, gap: Gap) -> Iterator[_Need]:
    question = score.instrument.question.get(gap.target)
    if question is None:  # only a sum is known
        yield from (_Need(template, gap, None) for template in catalogue.templates if template.mends == "sum")
        yield from _needs_below(score, catalogue, gap)
        return
    part = score.parts[question.id]
    claimed = (part.claimed or 0.0) / part.max if part.max else 0.0
    own = (score.own(part) or 0.0) / part.max if part.max else 0.0
    if gap.at_risk > 0 or gap.why is Why.NOT_ACCEPTED:
        reached = claimed if claimed > own else None
        effect = Effect(question=question.id, raises_to=reached, evidence=1.0)
        yield from (_Need(one, gap, effect) for one in _closest(catalogue, question, gap, "evidence"))
    if max(claimed, own) < 1.0 - 1e-9:
        for template in _closest(catalogue, question, gap, "answer"):
            if template.adds or (template.raises_to or 0.0) > own:
                yield _Need(template, gap, _effect(template, question))


def _needs_below(score: RegionScore, catalogue: Catalogue, gap: Gap) -> Iterator[_Need]:
    """What would raise the questions below a sum, each taken to stand where the sum stands on average.

    Of their evidence nothing is known, so nothing is proposed for it alone.
    """
    unknown = [
        (indicator.id, question)
        for cluster in score.instrument.clusters
        for indicator in cluster.indicators
        for question in indicator.questions
        if gap.target in (cluster.id, indicator.id) and question.weight and score.own(score.parts[question.id]) is None
    ]
    whole = fsum(question.weight or 0.0 for _, question in unknown)
    for indicator, question in unknown:
        missing = min(1.0, gap.points / whole)
        own = replace(gap, target=question.id, indicator=indicator, kind=question.kind, agencies=question.agencies)
        own = replace(own, points=missing * (question.weight or 0.0))
        for template in _closest(catalogue, question, own, "answer"):
            if template.adds or (template.raises_to or 0.0) > 1.0 - missing:
                yield _Need(template, own, _effect(template, question))


def _closest(catalogue: Catalogue, question: Question, gap: Gap, mends: str) -> list[ActionTemplate]:
    """The templates that mean the question most closely."""
    ranks = [(one.serves.rank(question, gap.indicator), one) for one in catalogue.templates if one.mends == mends]
    best = max((rank for rank, _ in ranks), default=0)
    return [template for rank, template in ranks if rank == best and rank]


def _effect(template: ActionTemplate, question: Question) -> Effect:
    asked = set(question.evidence)
    share = len(asked & set(template.evidence)) / len(asked) if asked else float(bool(template.evidence))
    return Effect(question=question.id, raises_to=template.raises_to, adds=template.adds, evidence=share)


def _key(need: _Need) -> str:
    gap, lead = need.gap, need.template.lead
    if need.template.merge == "agency":
        return lead or gap.lead
    if need.template.merge == "partner":
        return next((agency for agency in gap.agencies if agency != lead), lead)
    return {"all": "", "indicator": gap.indicator, "question": gap.target}[need.template.merge]


def _action(instrument: Instrument, catalogue: Catalogue, key: str, needs: Sequence[_Need]) -> Action:
    template = needs[0].template
    named = Counter(agency for need in needs for agency in need.gap.agencies)
    leads = Counter(need.gap.lead for need in needs if need.gap.lead)
    lead = template.lead or (leads.most_common(1)[0][0] if leads else "")
    supporting = tuple(one for one in dict.fromkeys((*template.supporting, *named)) if one != lead)
    days = catalogue.effort_days[str(template.effort)] + template.per_question * (len(needs) - 1)
    return Action(
        id=f"{template.id}.{key}" if key else template.id,
        title=_title(instrument, template.title, key),
        program=template.program,
        activity=template.activity,
        effects=tuple(need.effect for need in needs if need.effect is not None),
        lead=lead,
        supporting=supporting,
        effort=days,
        lead_time=template.lead_time,
        yearly=template.yearly,
        evidence=template.evidence,
        template=template.id,
        status=Status.INFERRED,
        source=template.source,
    )


def _title(instrument: Instrument, title: Text, key: str) -> Text:
    """The title, with what tells several actions of one template apart."""
    names = {indicator.id: indicator.name for indicator in instrument.indicators}
    names |= {agency: record.short for agency, record in instrument.agencies.items()}
    if not key:
        return title
    apart = names.get(key, Text(id=key, en=key))
    return Text(id=f"{title.id} – {apart.id}", en=f"{title.en} – {apart.en}")


def _ordered(action: Action, template: ActionTemplate, made: dict[tuple[str, str], Action]) -> Action:
    """The action with its prerequisites: of each required template, that of the same lead, or the only one."""
    requires = []
    for required in template.requires:
        candidates = [other for (name, _), other in made.items() if name == required]
        same = [other for other in candidates if other.lead == action.lead]
        if len(found := same or candidates) == 1:
            requires.append(found[0].id)
    return action.model_copy(update={"requires": tuple(requires)}) if requires else action


def _agreed(agreement: Agreement, catalogue: Catalogue) -> Action:
    return Action(
        id=agreement.id,
        title=agreement.title,
        effects=agreement.effects,
        lead=agreement.lead,
        supporting=agreement.supporting,
        effort=catalogue.effort_days[str(agreement.effort)],
        lead_time=agreement.lead_time,
        yearly=agreement.yearly,
        state=State.ACCEPTED,
        evidence=agreement.evidence,
        status=agreement.status,
        source=agreement.source,
    )
