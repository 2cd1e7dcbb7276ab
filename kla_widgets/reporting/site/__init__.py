"""The site of a batch: one page that lists all reports of a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kla_widgets.errors import Message, fail
from kla_widgets.files import write_whole
from kla_widgets.language import N_, Language

if TYPE_CHECKING:
    from kla_widgets.assessment.workspace import Workspace
    from kla_widgets.reporting.jobs import Outcome

PAGE = "index.html"

CANNOT_LIST = Message(
    "SIT-001", N_("The list of reports cannot be written: {reason}."), N_("Check free space and access rights.")
)


def write_site(workspace: Workspace, out: Path, outcomes: Sequence[Outcome], t: Language) -> Path:
    """List all reports of a folder in its ``index.html``: those just rendered, and those that were there before.

    Parameters
    ----------
    workspace : Workspace
        Where scores, predicates and completeness come from.
    out : Path
        The folder of all reports.
    outcomes : sequence of Outcome
        What a batch has just done; may be empty.
    t : Language

    Returns
    -------
    Path
        The page.

    Raises
    ------
    KlaError
        ``SIT-001`` when the folder cannot be read or written.
    """
    from kla_widgets.reporting.site.listing import list_reports  # late: what they need is slow to import
    from kla_widgets.reporting.site.page import write_page
    from kla_widgets.reporting.site.picture import draw_map

    place = out / PAGE
    try:
        out.mkdir(parents=True, exist_ok=True)
        listing = list_reports(workspace, out, outcomes)
        picture = draw_map(listing.assessments, workspace.regions, t)
        write_whole(place, write_page(listing, t, datetime.now(UTC), picture))
    except OSError as error:
        raise fail(CANNOT_LIST, str(place), reason=error.strerror or error) from error
    return place
