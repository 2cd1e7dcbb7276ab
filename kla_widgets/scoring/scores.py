"""The scores of many regions at once: claimed, supported and verified, at every level, missing kept missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kla_widgets.instrument.models import Instrument
from kla_widgets.scoring.credit import credits, support
from kla_widgets.scoring.fixed import Floats, Ints, Points
from kla_widgets.scoring.predicate import Standing, standing, standings
from kla_widgets.scoring.structure import Structure

_EPSILON = 1e-12


@dataclass(frozen=True)
class Inputs:
    """What is known of a stage.

    Parameters
    ----------
    answers : DataFrame
        Columns region, question, value (canonical JSON).
    reported : DataFrame
        Columns region, target, points: points known only as points, at any level.
    """

    answers: pd.DataFrame
    reported: pd.DataFrame


@dataclass(frozen=True)
class Part:
    """The score of one part (question, indicator, cluster or total) of one region; None where not known.

    ``gap`` is what is still to be had: the maximum less the score of the stage shown, all of it where nothing is known,
    and None where only a sum above it is known.
    """

    id: str
    max: float | None
    claimed: float | None
    supported: float | None
    verified: float | None
    gap: float | None
    answered: int
    evidenced: int
    questions: int


@dataclass(frozen=True)
class Level:
    """All parts of one level for all regions.

    Parameters
    ----------
    ids : tuple of str
        The parts, in the instrument's order.
    max : array of float, shape (parts,)
        NaN where there is no weight.
    claimed, supported, verified, gap : array of float, shape (regions, parts)
        NaN where not known.
    answered, evidenced : array of int, shape (regions, parts)
        Questions answered at the stage shown, and answered questions whose claim the evidence supports in full.
    questions : array of int, shape (parts,)
    """

    ids: tuple[str, ...]
    max: Floats
    claimed: Floats
    supported: Floats
    verified: Floats
    gap: Floats
    answered: Ints
    evidenced: Ints
    questions: Ints

    def part(self, region: int, place: int) -> Part:
        return self.parts(region)[place]

    def parts(self, region: int) -> list[Part]:
        """The parts of one region, in order."""
        points = (self.claimed, self.supported, self.verified, self.gap)
        counts = (self.answered, self.evidenced)
        columns = (
            self.ids,
            _plain(self.max),
            *(_plain(one[region]) for one in points),
            *(one[region].tolist() for one in counts),
            self.questions.tolist(),
        )
        return [Part(*row) for row in zip(*columns, strict=True)]

    def frame(self, regions: Sequence[str]) -> pd.DataFrame:
        """A tidy table, one line per (region, part)."""
        count = len(regions)
        columns = {
            "region": np.repeat(np.asarray(regions, object), len(self.ids)),
            "id": np.tile(np.asarray(self.ids, object), count),
            "max": np.tile(self.max, count),
        }
        arrays = ("claimed", "supported", "verified", "gap", "answered", "evidenced")
        columns |= {name: getattr(self, name).ravel() for name in arrays}
        return pd.DataFrame(columns | {"questions": np.tile(self.questions, count)})


@dataclass(frozen=True)
class Scores:
    """The scores of some regions at a stage.

    Parameters
    ----------
    instrument : Instrument
    stage : str
        The stage shown; its score decides predicate and gap.
    regions : tuple of str
    questions, indicators, clusters, total : Level
    """

    instrument: Instrument
    stage: str
    regions: tuple[str, ...]
    questions: Level
    indicators: Level
    clusters: Level
    total: Level

    def of(self, region: str) -> RegionScore:
        """The scores of one region."""
        place = self.regions.index(region)
        levels = (self.questions, self.indicators, self.clusters)
        parts = {part.id: part for level in levels for part in level.parts(place)}
        total = self.total.parts(place)[0]
        own = total.claimed if self.stage == self.instrument.claim_stage.id else total.verified
        return RegionScore(region, self.instrument, self.stage, total, parts, standing(self.instrument.predicates, own))

    def standings(self) -> tuple[Standing, ...]:
        """The predicate of every region, in order."""
        own = self.total.claimed if self.stage == self.instrument.claim_stage.id else self.total.verified
        return standings(self.instrument.predicates, _plain(own[:, 0]))


@dataclass(frozen=True)
class RegionScore:
    """The scores of one region: the total and every part by id, and where the total stands."""

    region: str
    instrument: Instrument
    stage: str
    total: Part
    parts: dict[str, Part]
    standing: Standing

    @property
    def clusters(self) -> tuple[Part, ...]:
        return tuple(self.parts[cluster.id] for cluster in self.instrument.clusters)

    @property
    def indicators(self) -> tuple[Part, ...]:
        return tuple(self.parts[indicator.id] for indicator in self.instrument.indicators)

    def own(self, part: Part) -> float | None:
        """The score of a part at the stage shown."""
        return part.claimed if self.stage == self.instrument.claim_stage.id else part.verified


def score(
    instrument: Instrument,
    regions: Sequence[str],
    claims: Inputs,
    evidence: pd.DataFrame,
    stage: str,
    verification: Inputs | None = None,
) -> Scores:
    """Score regions.

    Parameters
    ----------
    instrument : Instrument
    regions : sequence of str
        Region codes, each once.
    claims : Inputs
        Answers and reported points of the self-assessment.
    evidence : DataFrame
        Columns region, question, kind.
    stage : str
        The stage whose score decides predicate and gap.
    verification : Inputs, optional
        The same of ``stage``, where that is a verification.

    Returns
    -------
    Scores
        A part's points are the sum of its parts when all of them are known; else the points reported for the part
        itself; else the sum of the parts that are known. Nothing known stays missing.
    """
    structure = Structure(instrument)
    claimed = structure.climb(credits(structure.questions, regions, claims.answers), regions, claims.reported)
    shares = support(structure.questions, regions, evidence)
    supported = structure.climb_supported(claimed.points[0], shares)
    verified = structure.nothing(len(regions))
    if verification is not None:
        verified = structure.climb(
            credits(structure.questions, regions, verification.answers), regions, verification.reported
        )
    own = claimed if stage == instrument.claim_stage.id else verified
    claims_nothing = claimed.points[0].known & (claimed.points[0].units == 0)
    evidenced = claimed.answered & ((shares >= 1 - _EPSILON) | claims_nothing)
    gaps = structure.gaps(own)
    levels = [
        Level(
            ids=structure.ids[level],
            max=structure.maxima[level],
            claimed=_values(claimed.points[level], structure.maxima[level]),
            supported=_values(supported[level], structure.maxima[level]),
            verified=_values(verified.points[level], structure.maxima[level]),
            gap=gaps[level],
            answered=structure.count(own.answered, level),
            evidenced=structure.count(evidenced, level),
            questions=structure.count(np.ones((1, len(structure.questions)), bool), level)[0],
        )
        for level in range(4)
    ]
    return Scores(instrument, stage, tuple(regions), *levels)


def _values(points: Points, maxima: Floats) -> Floats:
    """Points as floats; missing too where the part has no weight at all."""
    return np.where(np.isnan(maxima), np.nan, points.values)


def _plain(values: Floats) -> list[float | None]:
    """Plain numbers, None for NaN."""
    return [None if value != value else value for value in values.tolist()]
