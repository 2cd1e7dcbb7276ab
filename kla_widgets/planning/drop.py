"""How much of a self-assessed score verification leaves: what the published pairs say, and how little they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean, stdev

from kla_widgets.assessment.history import PublishedScore
from kla_widgets.errors import Message, fail
from kla_widgets.language import N_

TOO_FEW_PAIRS = Message(
    "PLN-050",
    N_("Only {count} published pairs of self-assessed and verified totals are known; {least} are needed."),
    N_("Add pairs with their source."),
)

_CLAIM = "mandiri"
_VERIFIED = ("final", "verifikasi")  # the later one counts
_LEAST_PAIRS = 3
# Quantiles of Student's t at 90 % (two-sided), by degrees of freedom; in steps above 15, the wider value of each.
_T90 = (6.314, 2.920, 2.353, 2.132, 2.015, 1.943, 1.895, 1.860, 1.833, 1.812, 1.796, 1.782, 1.771, 1.761, 1.753)
_T90_MORE = ((20, 1.746), (25, 1.721), (30, 1.706))
_Z90 = 1.645


@dataclass(frozen=True, slots=True)
class Pair:
    """A self-assessed and a verified total of the same district and year, as published.

    Parameters
    ----------
    event : str
        The source; pairs of one source were verified by the same people and are not independent.
    """

    region: str
    year: int
    claimed: float
    verified: float
    event: str
    doubtful: bool

    @property
    def kept(self) -> float:
        """The share that verification left."""
        return self.verified / self.claimed


@dataclass(frozen=True, slots=True)
class Drop:
    """The share of a total that verification leaves, on the logistic scale.

    Parameters
    ----------
    mean, spread : float
        Of ``log(share / (1 - share))`` over the pairs.
    pairs : int
    """

    mean: float
    spread: float
    pairs: int

    @property
    def share(self) -> float:
        """The middle share."""
        return _share(self.mean)

    def band(self) -> tuple[float, float]:
        """Where the share of a further district lies with 90 % (Student's t, so few pairs make it wide)."""
        half = _t90(self.pairs - 1) * self.spread * sqrt(1 + 1 / self.pairs)
        return _share(self.mean - half), _share(self.mean + half)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often pairs that were held back fell into their 90 % band.

    Parameters
    ----------
    inside, tried : int
    width : float
        Mean width of the bands, as a share of the claimed total.
    error : float
        Mean distance between the expected and the verified share.
    """

    inside: int
    tried: int
    width: float
    error: float

    @property
    def share(self) -> float:
        return self.inside / self.tried


def pairs_of(scores: Iterable[PublishedScore]) -> tuple[Pair, ...]:
    """Districts and years of which a self-assessed and a verified total were published, by year and region."""
    totals: dict[tuple[int, str], dict[str, PublishedScore]] = {}
    for score in scores:
        if score.part == "total" and score.maximum:
            totals.setdefault((score.year, score.region), {})[score.stage] = score
    found = []
    for (year, region), stages in sorted(totals.items()):
        claim = stages.get(_CLAIM)
        verified = next((stages[stage] for stage in _VERIFIED if stage in stages), None)
        if claim and verified and 0 < verified.points <= claim.points:
            doubtful = any("INCONSISTENT" in one.note or "doubtful" in one.note for one in (claim, verified))
            event = f"{verified.source} {year}"
            found.append(Pair(region, year, claim.points, verified.points, event, doubtful))
    return tuple(found)


def fit(pairs: Sequence[Pair]) -> Drop:
    """Fit the drop.

    Raises
    ------
    KlaError
        ``PLN-050`` with fewer than three pairs.
    """
    if len(pairs) < _LEAST_PAIRS:
        raise fail(TOO_FEW_PAIRS, count=len(pairs), least=_LEAST_PAIRS)
    levels = [_logit(pair.kept) for pair in pairs]
    return Drop(fmean(levels), stdev(levels), len(levels))


def coverage(pairs: Sequence[Pair], by_event: bool = False) -> Coverage:
    """Hold each pair back, or each event with all of its pairs, and see whether its band holds it.

    Parameters
    ----------
    by_event : bool
        The harder test: a new event may be verified more strictly than all that were seen.
    """
    inside, widths, errors = 0, [], []
    for pair in pairs:
        rest = [one for one in pairs if one is not pair and not (by_event and one.event == pair.event)]
        drop = fit(rest)
        low, high = drop.band()
        inside += low <= pair.kept <= high
        widths.append(high - low)
        errors.append(abs(drop.share - pair.kept))
    return Coverage(inside, len(pairs), fmean(widths), fmean(errors))


def _logit(share: float) -> float:
    inner = min(max(share, 0.001), 0.999)  # a score that nobody touched would lie at infinity
    return log(inner / (1 - inner))


def _share(level: float) -> float:
    return 1 / (1 + exp(-level))


def _t90(freedom: int) -> float:
    if freedom <= len(_T90):
        return _T90[freedom - 1]
    return next((value for most, value in _T90_MORE if freedom <= most), _Z90)
