"""The measures that the controls of a page share: a widget that is given none gets a model of its own for them."""

from __future__ import annotations

from typing import Any

import ipywidgets
from ipywidgets.widgets.widget_description import DescriptionStyle
from ipywidgets.widgets.widget_string import TextStyle

LABEL = "9.5rem"


class Look:
    """Layouts and styles of one page's controls; pass on what an attribute says as keywords of a control.

    Attributes
    ----------
    plain : dict
        For boxes.
    button : dict
    text, choice : dict
        For a line with its label on the left: to be typed in, or a list to choose from.
    """

    def __init__(self) -> None:
        line = ipywidgets.Layout(width="100%", max_width="44rem")
        self.plain: dict[str, Any] = {"layout": ipywidgets.Layout()}
        self.button = self.plain | {"style": ipywidgets.ButtonStyle()}
        self.text = {"layout": line, "style": TextStyle(description_width=LABEL)}
        self.choice = {"layout": line, "style": DescriptionStyle(description_width=LABEL)}
