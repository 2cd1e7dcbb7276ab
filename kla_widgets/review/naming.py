"""How verdicts, and the states of stages and of requests, are called."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.language import N_
from kla_widgets.review.records import RequestState, Verdict
from kla_widgets.review.stages import State

VERDICTS: Mapping[Verdict, str] = {
    Verdict.ACCEPT: N_("Accept"),
    Verdict.REDUCE: N_("Reduce"),
    Verdict.REJECT: N_("Reject"),
    Verdict.COMPLETION: N_("Ask for completion"),
}
STATES: Mapping[State, str] = {
    State.WAITING: N_("waiting"),
    State.OPEN: N_("open for work"),
    State.SIGNED: N_("signed"),
}
REQUESTS: Mapping[RequestState, str] = {
    RequestState.ASKED: N_("asked"),
    RequestState.ANSWERED: N_("answered"),
    RequestState.OVERDUE: N_("overdue"),
}
