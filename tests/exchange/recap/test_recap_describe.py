"""RD: the plan in words, and every message in the catalogue's form."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import kla_widgets.exchange.recap as recap
from kla_widgets.errors import Message
from kla_widgets.exchange.recap import RecapPlan, describe
from kla_widgets.language import language

PlanCsv = Callable[..., RecapPlan]


# RD-01: the reconciliation tells counts and sums per level, and what is unanswered, different or not understood.
def test_the_reconciliation_is_complete(plan_csv: PlanCsv) -> None:
    plan = plan_csv(
        """
        Bagian;Maks;Nilai
        I4.1;5;4
        I4.2a;10;9,5
        Indikator 4;15;13
        Indikator 5;90;-
        Kelembagaan;164;200
        Lain-lain;;7
        Total;1000;13
        """
    )
    assert describe(plan, language("en")).splitlines() == [
        "Would be stored from rekap.csv:",
        "  Questions: 2, together 13.50 points",
        "  Indicators: 1, together 13.00 points",
        "  Total: 13.00 points",
        "Not answered, nothing is stored (this is not zero): 1",
        "  I5 (rekap.csv:5)",
        "Differences: 3",
        "  I5: printed maximum 90.00, in the instrument 100.00, difference -10.00 (rekap.csv:5)",
        "  I4: printed 13.00, its rows add up to 13.50, difference -0.50 (rekap.csv:4)",
        "  Total: printed 13.00, its rows add up to 213.00, difference -200.00 (rekap.csv:8)",
        "Rows not understood: 1",
        "  rekap.csv:7: Lain-lain | 7",
        "Faults: 1",
        f"  {plan.faults[0].describe(language('en'))}",
    ]


# RD-02: a plan that stores nothing says so.
def test_nothing_to_store(plan_csv: PlanCsv) -> None:
    assert "nothing" in describe(plan_csv("Bagian;Nilai\nKlaster I;-\n"), language("en")).splitlines()[1]


# RD-03: every message of the room has its own code with its prefix, a cause and a cure.
def test_messages_have_codes_of_their_own() -> None:
    found = {
        message
        for module in iter_modules(recap.__path__)
        for message in vars(import_module(f"{recap.__name__}.{module.name}")).values()
        if isinstance(message, Message) and message.code.startswith("RCP")
    }
    assert len({message.code for message in found}) == len(found) > 20
    assert all(re.fullmatch(r"RCP-\d{3}", message.code) and message.cause and message.cure for message in found)
