"""Which district, cycle and instrument: the choice on the start page, and the workbook that follows from it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ipywidgets

from kla_widgets.assessment.records import Case
from kla_widgets.assessment.workspace import Workspace
from kla_widgets.errors import Message, fail
from kla_widgets.figures import Figure, notice, stack
from kla_widgets.instrument.models import Instrument
from kla_widgets.language import N_, Language
from kla_widgets.workbook.looks import Look
from kla_widgets.workbook.navigation import Link, anchor
from kla_widgets.workbook.notebooks import pages, write
from kla_widgets.workbook.panel import on_press, shown
from kla_widgets.workbook.workshop.copies import FOLDER, Parameters, copy_pages

NO_REGION = Message("WBK-010", N_("No district is chosen."), N_("Type its name or its code."))
NOT_A_DISTRICT = Message(
    "WBK-011", N_("{region} is not a district."), N_("Choose a kabupaten or a kota; they fill in the instrument.")
)


@dataclass(frozen=True)
class Opened:
    """What the start page was opened with.

    Parameters
    ----------
    workspace : Workspace
    case : Case
    stage, author : str
        Handed on to the pages of another choice.
    t : Language
    """

    workspace: Workspace
    case: Case
    stage: str
    author: str
    t: Language


def instruments_to_fill_in(workspace: Workspace) -> tuple[Instrument, ...]:
    """The instruments that a district can answer: those of a district that ask questions."""
    return tuple(one for one in workspace.library.all() if one.unit == "district" and one.questions)


def store_choice(workspace: Workspace, region: str, cycle: int, instrument: str, author: str) -> Case:
    """Make the chosen assessment known to the workspace; what is stored of it already stays.

    Parameters
    ----------
    region : str
        Code or name, as people write it.

    Raises
    ------
    KlaError
        ``WBK-010``, ``WBK-011``, ``REG-…``, ``INS-030``.
    """
    if not region.strip():
        raise fail(NO_REGION)
    place = workspace.regions.resolve(region)
    if not place.kind.is_district:
        raise fail(NOT_A_DISTRICT, region=place.full_name)
    case = Case(place.code, workspace.library.get(instrument).id, cycle)
    workspace.store.add_case(case, None, author)
    return case


def write_pages(opened: Opened, case: Case) -> Path:
    """Write the notebooks of another assessment beside those of this one.

    Returns
    -------
    Path
        Their start page.
    """
    instrument = opened.workspace.library.get(case.instrument)
    folder = opened.workspace.folder.resolve()
    stage = opened.stage if opened.stage in instrument.stage else ""
    told = Parameters(str(folder), case.region, case.cycle, case.instrument, stage, opened.t.code, opened.author)
    with tempfile.TemporaryDirectory() as scratch:
        write(Path(scratch), instrument)
        copies = copy_pages(told, Path(scratch))
    return copies[Path(pages(instrument)[0].file).stem]


class Choice:
    """The controls of the choice.

    Parameters
    ----------
    opened : Opened
    here : Path
        Folder of the start page; links to other workbooks start from it.
    look : Look
    """

    def __init__(self, opened: Opened, here: Path, look: Look) -> None:
        self._opened, self._here = opened, here
        workspace, case, t = opened.workspace, opened.case, opened.t
        districts = [str(one) for one in workspace.regions if one.kind.is_district]
        self.region = ipywidgets.Combobox(
            value=str(workspace.regions.get(case.region)),
            options=districts,
            placeholder=t("Name or code of the district"),
            description=t("District"),
            continuous_update=False,
            **look.text,
        )
        self.cycle = ipywidgets.Dropdown(
            value=case.cycle, options=_years(workspace, case), description=t("Cycle"), **look.choice
        )
        known = {one.id: one for one in instruments_to_fill_in(workspace)}
        known.setdefault(case.instrument, workspace.library.get(case.instrument))
        self.instrument = ipywidgets.Dropdown(
            value=case.instrument,
            options=[(t.pick(one.title), name) for name, one in known.items()],
            description=t("Instrument"),
            **look.choice,
        )
        self.button = ipywidgets.Button(description=t("Open this workbook"), button_style="primary", **look.button)
        self.status = shown(stack())
        on_press(self.button, self.choose, self.status, t)
        self.view = ipywidgets.VBox([self.region, self.cycle, self.instrument, self.button, self.status], **look.plain)
        self.view.add_class("kla-controls")

    def choose(self) -> Figure:
        """Store what is chosen; says where its workbook is."""
        opened, t = self._opened, self._opened.t
        case = store_choice(opened.workspace, self.region.value, self.cycle.value, self.instrument.value, opened.author)
        place = opened.workspace.regions.get(case.region)
        if case == opened.case:
            words = t("This is the workbook you have open: {region}, {cycle}.", region=place.name, cycle=case.cycle)
            return notice(words)
        if not self._inside_workshop():
            words = t(
                "Saved: {region}, {cycle}. Open its workbook with: {command}",
                region=place.name,
                cycle=case.cycle,
                command=f"kla workshop --region {case.region} --cycle {case.cycle} --instrument {case.instrument}",
            )
            return notice(words)
        start = write_pages(opened, case)
        way = Link(f"../{start.parent.name}/{start.name}", t("Open the workbook of {region}", region=place.name))
        return stack(
            notice(t("Saved: {region}, {cycle}.", region=place.name, cycle=case.cycle)),
            Figure(f'<p class="kla-text">{anchor(way)}</p>', f"{way.title}: {way.file}"),
        )

    def _inside_workshop(self) -> bool:
        return self._here.resolve().parent == self._opened.workspace.folder.resolve() / FOLDER


def _years(workspace: Workspace, case: Case) -> list[int]:
    """Cycles to choose from, the newest first: from the oldest instrument that asks questions to next year."""
    known = [one.cycle for one in instruments_to_fill_in(workspace) if one.cycle]
    first = min([case.cycle, *known])
    return list(range(max(date.today().year + 1, case.cycle), first - 1, -1))
