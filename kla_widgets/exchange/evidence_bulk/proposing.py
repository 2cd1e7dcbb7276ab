"""To which question a file belongs, and as what kind of evidence: a proposal, how sure it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from rapidfuzz import fuzz, process

from kla_widgets.exchange.evidence_bulk.names import Clues, plain_words
from kla_widgets.exchange.recap.keys import Keys, index_keys
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_

PHOTO, ANY = "FOTO", "DOK"
"""Kinds for a picture, and for a document of which no name tells the kind; used where the instrument has them."""

_ENOUGH, _AHEAD = 85, 8
"""Of a hundred: how well words must fit a question's text, and how much better than the next question's."""
_ASKED = 10
"""What it counts that a question asks for the kind."""
_SHOWN = 5


class Trust(IntEnum):
    """How sure a proposal is: only what is sure is attached without a word from anyone."""

    UNSURE = 0
    LIKELY = 1
    SURE = 2


NUMBER = N_("number in the name")
PLACE = N_("number within the folder of its indicator")
WORDS = N_("words of the question")
ONLY = N_("the only question of the folder that asks for this kind")
SEVERAL = N_("several questions fit")
NOTHING = N_("nothing in the names fits a question")
CONTRADICTION = N_("the folder tells another indicator or cluster than the name")


@dataclass(frozen=True)
class Idea:
    """Where a file may belong.

    Parameters
    ----------
    question, kind : str
        Ids; no question where several or none fit.
    trust : Trust
    reason : str
        Template.
    candidates : tuple of str
        Questions to choose from, best first.
    """

    question: str
    kind: str
    trust: Trust
    reason: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposer:
    """Proposes for the questions of one instrument."""

    instrument: Instrument

    @cached_property
    def keys(self) -> Keys:
        return index_keys(self.instrument)

    @cached_property
    def _texts(self) -> dict[str, str]:
        """By question, the words of its indicator and its own."""
        return {
            question.id: plain_words(f"{indicator.name.id} {question.text.id}")
            for indicator in self.instrument.indicators
            for question in indicator.questions
        }

    def propose(self, clues: Clues, is_picture: bool) -> Idea:
        """A proposal for a file.

        Parameters
        ----------
        clues : Clues
            What its names tell.
        is_picture : bool
            Whether its content is a picture.
        """
        if not clues.question:
            return self._by_words(clues, is_picture)
        kind, of_kind = self.kind(clues.question, clues.kinds, is_picture)
        if clues.contradiction:
            return Idea("", kind, Trust.UNSURE, CONTRADICTION, (clues.question,))
        trust = Trust.SURE if clues.strong and not self._may_be_a_list(clues, kind) else Trust.LIKELY
        reason = NUMBER if clues.strong else PLACE
        return Idea(clues.question, kind, min(trust, of_kind), reason, (clues.question,))

    def kind(self, question: str, told: tuple[str, ...], is_picture: bool) -> tuple[str, Trust]:
        """The kind of evidence that a file is for a question, and how sure that is.

        Parameters
        ----------
        question : str
            Empty while it is not known.
        told : tuple of str
            Kinds that its name may mean.
        """
        kinds, asked = self.instrument.evidence_kinds, self._asked(question)
        known = [one for one in told if one in kinds]
        if known:
            return next((one for one in known if one in asked), known[0]), Trust.SURE
        if is_picture and PHOTO in kinds:
            return PHOTO, Trust.SURE if PHOTO in asked else Trust.LIKELY
        if len(asked) == 1 and asked[0] != PHOTO:
            return asked[0], Trust.LIKELY
        return (ANY, Trust.LIKELY) if ANY in kinds else (next(iter(asked or kinds), ""), Trust.UNSURE)

    def _by_words(self, clues: Clues, is_picture: bool) -> Idea:
        within = self._within(clues)
        kind, _ = self.kind("", clues.kinds, is_picture)
        asking = [one for one in within if kind in self._asked(one)]
        if not clues.words:
            if clues.indicator and len(asking) == 1:
                return self._likely(asking[0], clues, is_picture, ONLY)
            some = self._some(clues, asking or within)
            return Idea("", kind, Trust.UNSURE, self._why(clues, some), some)
        texts = {one: self._texts[one] for one in within}
        found = process.extract(clues.words, texts, scorer=fuzz.token_set_ratio, limit=None)
        ranked = sorted(
            ((score + _ASKED * (question in asking), question) for _, score, question in found),
            key=lambda one: -one[0],  # a stable sort: the instrument's order holds among equals
        )
        best, next_best = [*(score for score, _ in ranked[:2]), 0.0, 0.0][:2]
        if best >= _ENOUGH and best - next_best >= _AHEAD:
            return self._likely(ranked[0][1], clues, is_picture, WORDS)
        near = tuple(question for score, question in ranked[:_SHOWN] if score >= _ENOUGH / 2 and score > best - 30)
        candidates = near or self._some(clues, asking or within)
        return Idea("", kind, Trust.UNSURE, self._why(clues, candidates), candidates)

    def _likely(self, question: str, clues: Clues, is_picture: bool, reason: str) -> Idea:
        kind, trust = self.kind(question, clues.kinds, is_picture)
        if clues.contradiction:
            return Idea("", kind, Trust.UNSURE, CONTRADICTION, (question,))
        return Idea(question, kind, min(trust, Trust.LIKELY), reason, (question,))

    def _within(self, clues: Clues) -> list[str]:
        """The questions of the indicator or cluster that the names tell, or else all."""
        place = clues.indicator or clues.cluster
        return [one for one in self._texts if not place or place in self.keys.chain(one)]

    def _why(self, clues: Clues, candidates: tuple[str, ...]) -> str:
        if clues.contradiction:
            return CONTRADICTION
        return SEVERAL if candidates else NOTHING

    def _some(self, clues: Clues, questions: list[str]) -> tuple[str, ...]:
        return tuple(questions[:_SHOWN]) if clues.indicator else ()

    def _asked(self, question: str) -> tuple[str, ...]:
        record = self.instrument.question.get(question)
        return record.evidence + record.evidence_suggested if record else ()

    def _may_be_a_list(self, clues: Clues, kind: str) -> bool:
        """Whether “1.1 Undangan” may number a list: bare digits, and a kind for which the question does not ask."""
        code = clues.question.removeprefix(clues.indicator)
        bare = clues.indicator[1:].isdigit() and code[1:].isdigit()
        return bare and kind != ANY and kind not in self._asked(clues.question)
