"""The board of deliveries as a table, for the command line and for notebook pages."""

from __future__ import annotations

from collections.abc import Sequence

from kla_widgets.exchange.agency.board import BoardRow
from kla_widgets.figures import Column, Figure, table
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import Language
from kla_widgets.words import agency_name


def board_table(rows: Sequence[BoardRow], instrument: Instrument, t: Language) -> Figure:
    """Which agency has delivered what, and what is late.

    Parameters
    ----------
    rows : sequence of BoardRow
        From :func:`kla_widgets.exchange.agency.board.read_board`.
    """
    shown = [
        {
            "agency": agency_name(instrument, row.agency, t),
            "answered": f"{row.answered}/{row.asked}",
            "documented": f"{row.documented}/{row.to_document}",
            "deadline": row.deadline.isoformat() if row.deadline else "–",
            "delivered": f"{row.delivered.astimezone():%Y-%m-%d}" if row.delivered else _waiting(row, t),
            "late": t("{count} days", count=row.late) if row.late else "–",
        }
        for row in rows
    ]
    columns = [
        Column("agency", t("Agency")),
        Column("answered", t("Answered"), align="right"),
        Column("documented", t("Evidence"), align="right"),
        Column("deadline", t("Deadline"), "id"),
        Column("delivered", t("Delivered"), "id"),
        Column("late", t("Late"), align="right"),
    ]
    return table(columns, shown, t, t("Deliveries of the agencies"), "board")


def _waiting(row: BoardRow, t: Language) -> str:
    return t("not yet") if row.sent else t("not asked yet")
