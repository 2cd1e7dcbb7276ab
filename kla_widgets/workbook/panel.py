"""Figures on the page as widgets that can be drawn anew, and faults told where people look."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.resources import files
from typing import Any

import ipywidgets

from kla_widgets.errors import KlaError
from kla_widgets.figures import Figure, notice, stack
from kla_widgets.language import Language


def shown(figure: Figure) -> Any:
    """A figure as a widget (``ipywidgets.HTML``)."""
    return ipywidgets.HTML(value=figure.html)


def panel(*figures: Figure) -> Any:
    """Figures one below the other, in the measure and type of a report."""
    made = shown(stack())
    draw(made, *figures)
    return made


def draw(widget: Any, *figures: Figure) -> None:
    """Show other figures in a panel."""
    widget.value = f'<div class="kla-main kla-panel">{stack(*figures).html}</div>'


def controls_stylesheet() -> Figure:
    """The look of the workbook's controls and of the head of its pages."""
    css = (files("kla_widgets.workbook") / "controls.css").read_text("utf-8")
    return Figure(f"<style>{css}</style>", "")


def told(error: KlaError, t: Language) -> Figure:
    """A fault as a notice: what is wrong, and what to do."""
    return stack(*(notice(f"{fault.cause(t)} {fault.cure(t)}", "warning", f"[{fault.code}]") for fault in error.faults))


def on_press(button: Any, action: Callable[[], Figure], status: Any, t: Language) -> None:
    """Let a button do something and say in ``status`` how it went.

    An exception in a widget's callback is seen by nobody, so every kind of it is told there.
    """
    button.on_click(partial(_press, action, status, t))


def _press(action: Callable[[], Figure], status: Any, t: Language, _button: Any = None) -> None:
    try:
        figure = action()
    except KlaError as error:
        figure = told(error, t)
    except Exception as error:
        words = t("This did not work: {reason}", reason=f"{type(error).__name__}: {error}")
        figure = notice(words, "warning")
    say(status, figure)


def say(status: Any, figure: Figure) -> None:
    """Show a figure where a page tells how something went; screen readers read it out."""
    status.value = f'<div class="kla-panel-status" role="status">{figure.html}</div>'
