"""What verification took away in many districts: by district and kind of question, beside the published pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np

from kla_widgets.errors import KlaError
from kla_widgets.figures import Column, Figure, paragraph, section, stack, table
from kla_widgets.instrument.models import Kind
from kla_widgets.planning.drop import Drop, fit, pairs_of
from kla_widgets.planning.drop import Pair as PublishedPair
from kla_widgets.reporting.province_facts import ProvinceFacts
from kla_widgets.reporting.province_history import SHOWN, is_half_verified, own_pairs
from kla_widgets.scoring.fixed import UNIT, to_units
from kla_widgets.words import KINDS


@dataclass(frozen=True, slots=True)
class KindDrop:
    """What verification left of one kind of question, over all districts of which single questions are known.

    Parameters
    ----------
    kind : Kind
    claims, reduced : int
        Claims of more than zero points that were verified, and those of them that came out lower.
    claimed, verified : float
        Points of these claims.
    """

    kind: Kind
    claims: int
    reduced: int
    claimed: float
    verified: float

    @property
    def lost(self) -> float:
        return round(self.claimed - self.verified, 9)

    @property
    def kept(self) -> float:
        return self.verified / self.claimed


def drops_by_kind(facts: ProvinceFacts) -> tuple[KindDrop, ...]:
    """The kinds of question by what verification left of them, least first; empty where only sums are known."""
    level = facts.furthest.questions
    if facts.furthest.stage == facts.instrument.claim_stage.id:
        return ()
    places = [row.place for row in facts.rows]
    claimed, verified = level.claimed[places], level.verified[places]
    both = ~np.isnan(claimed) & ~np.isnan(verified) & (np.nan_to_num(claimed) > 0)
    before = np.where(both, to_units(np.nan_to_num(claimed)), 0)  # exact: points add up in any order
    after = np.where(both, to_units(np.nan_to_num(verified)), 0)
    found = []
    for kind in KINDS:
        own = np.array([question.kind is kind for question in facts.instrument.questions], bool)
        if count := int(both[:, own].sum()):
            reduced = int((after < before)[:, own].sum())
            sums = (float(units[:, own].sum() / UNIT) for units in (before, after))
            found.append(KindDrop(kind, count, reduced, *sums))
    return tuple(sorted(found, key=lambda one: (one.kept, -one.lost)))


def drop(facts: ProvinceFacts) -> Figure:
    """What is left of the claims here: by district as a share, by kind of question, and in the published pairs."""
    t = facts.t
    if not own_pairs(facts):
        return stack()
    parts = [*map(paragraph, _compared(facts)), _by_district(facts), *_by_kind(facts)]
    return section(t("What verification left"), *parts, anchor="sisa-verifikasi")


def _by_district(facts: ProvinceFacts) -> Figure:
    t = facts.t
    published = _published(facts)
    band = published.band() if published else None
    rows = [
        {
            "name": one.name,
            "claimed": one.claimed,
            "verified": one.verified,
            "drop": one.drop,
            "kept": one.verified / one.claimed,
            "band": _against(one.verified / one.claimed, band, facts) if band else None,
        }
        for one in sorted(own_pairs(facts), key=lambda pair: -pair.drop)
        if one.claimed
    ]
    columns = [
        Column("name", t("District"), width="30%"),
        Column("claimed", t("Self-assessment"), "points"),
        Column("verified", t("After verification"), "points"),
        Column("drop", t("Drop"), "points"),
        Column("kept", t("Left"), "share"),
        *([Column("band", t("Beside the published pairs"))] if band else []),
    ]
    return table(columns, rows, t, t("What is left of the claim, by district"), "sisa-daerah", max_rows=SHOWN)


def _by_kind(facts: ProvinceFacts) -> Iterator[Figure]:
    t, kinds = facts.t, drops_by_kind(facts)
    if not kinds:
        yield paragraph(t("Single questions are not known after verification, so nothing can be said by kind."))
        return
    rows = [
        {
            "name": t(KINDS[one.kind]),
            "claims": one.claims,
            "reduced": one.reduced,
            "claimed": one.claimed,
            "verified": one.verified,
            "lost": one.lost,
            "kept": one.kept,
        }
        for one in kinds
    ]
    columns = [
        Column("name", t("Kind of question")),
        Column("claims", t("Claims verified"), "count", total=True),
        Column("reduced", t("Reduced"), "count", total=True),
        Column("claimed", t("Claimed"), "points", total=True),
        Column("verified", t("Verified"), "points", total=True),
        Column("lost", t("Drop"), "points", total=True),
        Column("kept", t("Left"), "share"),
    ]
    words = t(
        "Only districts of which single questions are known before and after count here. Published pairs are totals "
        "alone and say nothing of kinds of question."
    )
    yield table(columns, rows, t, t("What is left of the claims, by kind of question"), "sisa-jenis")
    yield paragraph(words)


def _compared(facts: ProvinceFacts) -> Iterator[str]:
    """The shares here beside those of the published pairs."""
    t = facts.t
    kept = [one.verified / one.claimed for one in own_pairs(facts) if one.claimed]
    if kept:
        yield t(
            "Here verification left {middle} of the claimed total (median; {least} to {most}; districts: {count}).",
            middle=t.percent(median(kept), 1),
            count=len(kept),
            least=t.percent(min(kept), 1),
            most=t.percent(max(kept), 1),
        )
    if half := sum(is_half_verified(facts, row) for row in facts.rows):
        yield t("Left out are districts in the middle of their verification: {count}.", count=half)
    pairs, published = _pairs(facts), _published(facts)
    if published:
        low, high = published.band()
        yield t(
            "In the {count} published pairs of the whole country it left {share} in the middle; one more district lies "
            "between {low} and {high} with 90 %. These pairs were not chosen at random, and some are doubtful "
            "({doubtful}).",
            count=len(pairs),
            share=t.percent(published.share, 1),
            low=t.percent(low),
            high=t.percent(high),
            doubtful=sum(one.doubtful for one in pairs),
        )


def _pairs(facts: ProvinceFacts) -> tuple[PublishedPair, ...]:
    return pairs_of(score for scores in facts.history.scores.values() for score in scores)


def _published(facts: ProvinceFacts) -> Drop | None:
    try:
        return fit(_pairs(facts))
    except KlaError:  # too few pairs to say anything
        return None


def _against(kept: float, band: tuple[float, float], facts: ProvinceFacts) -> str:
    t, (low, high) = facts.t, band
    if kept < low:
        return t("less than usual")
    return t("more than usual") if kept > high else t("as usual")
