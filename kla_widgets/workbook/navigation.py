"""The head of every notebook: which district and cycle, and the way to the other pages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kla_widgets.exchange.demo import open_or_example
from kla_widgets.figures import Figure, stack, stylesheet
from kla_widgets.figures.svg import escape
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.language import language as language_of
from kla_widgets.results import choose_instrument
from kla_widgets.workbook.faults import faults_told
from kla_widgets.workbook.notebooks import Page, pages
from kla_widgets.workbook.panel import controls_stylesheet, shown

TITLES: Mapping[str, str] = {
    "start": N_("Start"),
    "score": N_("Score and gaps"),
    "plan": N_("Action plan"),
    "review": N_("Verification"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """The way to a page; ``here`` marks the one that is shown."""

    file: str
    title: str
    here: bool = False


def links(instrument: Instrument, t: Language, here: str = "") -> tuple[Link, ...]:
    """The ways to all pages, in order.

    Parameters
    ----------
    here : str
        Id of the cluster on the page shown, or ``start``, ``score``, ``plan`` or ``review``.
    """
    short = {cluster.id: t.pick(cluster.short) for cluster in instrument.clusters}
    return tuple(
        Link(
            page.file,
            short[page.cluster] if page.cluster else t(TITLES[page.kind]),
            here == (page.cluster or page.kind),
        )
        for page in pages(instrument)
    )


def page_of(instrument: Instrument, cluster: str) -> Page:
    """The page on which a cluster is filled in."""
    return next(page for page in pages(instrument) if page.cluster == cluster)


def way_to(instrument: Instrument, cluster: str, t: Language) -> Figure:
    """The cluster's short name, as a link to the page on which it is filled in."""
    short = next(t.pick(one.short) for one in instrument.clusters if one.id == cluster)
    return Figure(anchor(Link(page_of(instrument, cluster).file, short)), short)


def page_titled(instrument: Instrument, kind: str, t: Language) -> Link:
    """The way to the one page of a kind that is no cluster's."""
    page = next(page for page in pages(instrument) if page.kind == kind)
    return Link(page.file, t(TITLES[page.kind]))


def navigation(place: str, about: str, ways: Sequence[Link], t: Language) -> Figure:
    """The head of a page.

    Parameters
    ----------
    place, about : str
        The district, and what is said beside it; empty where the page itself begins with them.
    ways : sequence of Link
        Relative to the page, so that they hold in JupyterLab and in Voila alike.
    """
    items = "".join(f"<li>{anchor(one)}</li>" for one in ways)
    named = f'<strong dir="auto">{escape(place)}</strong> <span dir="auto">{escape(about)}</span>'
    head = f'<p class="kla-head-place">{named}</p>' if place else ""
    label = escape(t("Pages of the workbook"))
    html = f'<div class="kla-head">{head}<nav aria-label="{label}"><ol class="kla-head-ways">{items}</ol></nav></div>'
    text = " | ".join(f"[{one.title}]" if one.here else one.title for one in ways)
    return Figure(html, "\n".join(filter(None, (place, about, text))), place)


def anchor(link: Link) -> str:
    """The HTML of a link; the attribute keeps JupyterLab's one-key commands away from it."""
    current = ' aria-current="page"' if link.here else ""
    return f'<a href="{escape(link.file)}" data-lm-suppress-shortcuts="true"{current}>{escape(link.title)}</a>'


def open_navigation(
    workspace: str, region: str, cycle: int, instrument: str = "", language: str = "id", here: str = ""
) -> Any:
    """The head of a page as a widget, with the stylesheet of everything that follows.

    Parameters
    ----------
    workspace : str
        Folder; empty for the training district.
    region : str
        Region code.
    cycle : int
    instrument, language : str
        As for :func:`kla_widgets.workbook.form.open_form`.
    here : str
        Id of the cluster on this page, or ``start``, ``score``, ``plan`` or ``review``.

    Returns
    -------
    ipywidgets.HTML

    Raises
    ------
    PageFault
        When the workspace cannot be used, or region or instrument are not known; the page has said so.
    """
    t = language_of(language)
    with faults_told(t), open_or_example(workspace) as opened:
        place = opened.regions.resolve(region)
        chosen = choose_instrument(opened, place.code, cycle, instrument)
    about = " · ".join([str(cycle), chosen.id, *([t("TRAINING DATA")] if place.synthetic else [])])
    named = ("", "") if here == "start" else (place.name, about)
    return shown(stack(_looks(), navigation(*named, links(chosen, t, here), t)))


def _looks() -> Figure:
    """The stylesheets without comments and indentation, because every executed page keeps them."""
    looks = stack(stylesheet(), controls_stylesheet())
    return Figure(re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", looks.html, flags=re.DOTALL)), "")
