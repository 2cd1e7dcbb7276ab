"""What stops a whole page: told where people look, and still a failure for whoever runs the notebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from IPython.core.getipython import get_ipython
from IPython.display import display

from kla_widgets.errors import KlaError
from kla_widgets.figures import Figure, stack, stylesheet
from kla_widgets.language import Language
from kla_widgets.workbook.panel import controls_stylesheet, told


class PageFault(KlaError):
    """The faults that stop a page, in the reader's language and without the programmer's traceback.

    Parameters
    ----------
    error : KlaError
        What went wrong.
    t : Language
    """

    def __init__(self, error: KlaError, t: Language) -> None:
        super().__init__(*error.faults)
        self._t = t

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback."""
        return self.describe(self._t).splitlines()


@contextmanager
def faults_told(t: Language) -> Iterator[None]:
    """Tell on the page what goes wrong in the block, and let the cell fail all the same.

    Raises
    ------
    PageFault
        For every :class:`KlaError`: papermill and nbval must not take such a page for a good one.
    """
    try:
        yield
    except KlaError as error:
        if get_ipython() is not None:
            display(page_notice(error, t))  # type: ignore[no-untyped-call]
        raise PageFault(error, t) from None


def page_notice(error: KlaError, t: Language) -> Figure:
    """The faults as a page of their own; the failed cell's own output would only say them again, or in English."""
    shown = stack(stylesheet(), controls_stylesheet(), told(error, t))
    html = f'<div class="kla-main kla-panel kla-stopped" role="alert">{shown.html}</div>'
    return Figure(html, error.describe(t))
