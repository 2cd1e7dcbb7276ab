"""Many reports, one after another; one that fails neither stops nor spoils the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kla_widgets.assessment.workspace import Workspace
from kla_widgets.reporting.jobs import Job, Outcome, is_up_to_date


def render_jobs(workspace: Workspace, jobs: Iterable[Job], resume: bool = False) -> Iterator[Outcome]:
    """Make reports.

    Parameters
    ----------
    resume : bool
        Leave reports alone that are up to date.

    Yields
    ------
    Outcome
        As soon as each is done; faults are in it, not raised.
    """
    for job in jobs:
        if resume and is_up_to_date(workspace, job):
            yield Outcome(job, job.files, fresh=False)
        else:
            from kla_widgets.reporting.render import render  # late: papermill takes seconds to import

            yield render(workspace, job)
