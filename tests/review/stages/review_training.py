"""The training district's case, a clock that tests can set, and deciding in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import KlaError
from kla_widgets.review.decisions import decide, settle_equal
from kla_widgets.review.desk import read_desk
from kla_widgets.review.records import Decision, Verdict

CASE = Case("00.01", "kla-2024", 2024)


@dataclass
class Clock:
    """The store's clock; it begins after the training data was stored."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(minutes=1))

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)  # no two moments are the same
        return self.now

    def pass_(self, **time: int) -> None:
        self.now += timedelta(**time)


@contextmanager
def refused(*codes: str) -> Iterator[pytest.ExceptionInfo[KlaError]]:
    """A block that is refused, with exactly these faults."""
    with pytest.raises(KlaError) as error:
        yield error
    assert [one.code for one in error.value.faults] == list(codes)


def accept_rest(workspace: Workspace, stage: str, *evaluators: str) -> None:
    """Every evaluator accepts what still waits; what all share is settled."""
    for one in evaluators:
        open_ = read_desk(workspace, CASE, stage).undecided(one)
        decide(workspace, CASE, stage, [Decision(question, Verdict.ACCEPT) for question in open_], one)
    settle_equal(workspace, CASE, stage, evaluators[0])
