"""The list of reports as one page that needs nothing else: it works from a USB stick, and without JavaScript."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from kla_widgets.figures import Figure, Tile, cover, notice, stack, tiles, watermark
from kla_widgets.instrument.base import Status
from kla_widgets.language import MISSING, N_, Language
from kla_widgets.reporting.site.listing import Listing, Report, Row, State
from kla_widgets.reporting.site.standing import Placed
from kla_widgets.resources import templates
from kla_widgets.words import agency_name

STATES = {
    State.MADE: N_("made now"),
    State.SAME: N_("up to date"),
    State.EARLIER: N_("from an earlier run"),
    State.CHANGED: N_("out of date"),
    State.FAILED: N_("failed"),
}
_LONGEST_REASON = 300
"""Signs of a fault's cause that the page shows; the run's record has all of it."""

_BARE = re.compile(r"[A-Za-z0-9_.:/%-]*[A-Za-z0-9_.:%-]")  # not a slash at the end, it would close the tag

Links = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class _Line:
    """A row in words; ``by_…`` are what it is sorted by, empty for what is missing."""

    anchor: str
    name: str
    code: str
    province: str
    province_code: str
    synthetic: bool
    cycle: int
    instrument: str
    predicate: str
    by_predicate: str
    provisional: bool
    score: str
    by_score: str
    completeness: str
    by_completeness: str
    state: State
    by_state: str
    said: str
    reasons: Sequence[str]
    main: str
    links: Links
    others: Sequence[tuple[str, Links]]
    more: str


def write_page(listing: Listing, t: Language, made_at: datetime, picture: Figure | None = None) -> str:
    """The page.

    Parameters
    ----------
    listing : Listing
    t : Language
    made_at : datetime
    picture : Figure, optional
        A map; its links lead to ``#r-<code>``.
    """
    maxima = {row.placed.total.max for row in listing.assessments if row.placed and row.placed.total.max is not None}
    lines = list(_lines(listing.assessments, t, several=len(maxima) > 1))
    provinces = {line.province_code: line.province for line in lines if line.province}
    ranked = sorted({(line.by_predicate, line.predicate) for line in lines}, reverse=True)
    environment = Environment(
        loader=FileSystemLoader(templates() / "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters["quoted"] = _quoted
    return environment.get_template("site/index.html.j2").render(
        language=t.code,
        css=Markup(_stylesheet()),
        words=_words(t, len(lines)),
        head=_head(listing, t, made_at).html,
        picture=picture.html if picture else "",
        whole=list(_lines(listing.wide, t, several=False)),
        lines=lines,
        provinces=sorted(provinces.items()),
        predicates=[(name, name) for name in dict.fromkeys(name for _, name in ranked)],
        states=[(state.weight, t(words)) for state, words in STATES.items() if any(x.state is state for x in lines)],
        cycles=[(cycle, cycle) for cycle in sorted({line.cycle for line in lines}, reverse=True)],
        alike=len({(line.cycle, line.instrument) for line in lines}) < 2,
        maximum=t("of {maximum}", maximum=t.short(maxima.pop())) if len(maxima) == 1 else "",
        comparing=len(maxima) > 1,
    )


def _stylesheet() -> str:
    """The look of reports and of this list, without comments and needless blanks."""
    files = (templates() / "html" / name for name in ("kla/kla.css", "site/site.css"))
    css = re.sub(r"/\*.*?\*/", "", "".join(file.read_text("utf-8") for file in files), flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|\s+", lambda found: found[1] or " ", css).strip()


def _words(t: Language, count: int) -> dict[str, str]:
    """The words of the page's frame."""
    return {
        "title": t("Assessment reports"),
        "by_province": t("Reports of provinces"),
        "by_region": t("Reports by region"),
        "search": t("Search"),
        "hint": t("Name, code or province"),
        "all": t("All"),
        "show_all": t("Show all"),
        "shown": t("{shown} of {all} shown"),
        "count": _assessments(count, t),
        "none": t("Nothing fits. Try fewer letters, or show all."),
        "empty": t("No report is here yet."),
        "region": t("Region"),
        "province": t("Province"),
        "cycle": t("Cycle"),
        "predicate": t("Predicate"),
        "score": t("Score"),
        "completeness": t("Completeness"),
        "state": t("State"),
        "files": t("Files"),
        "training": t("training"),
        "provisional": t("provisional"),
        "shares": t("The instruments have different maxima; scores are sorted by their share of the maximum."),
        "source": t(
            "Scores and predicates are those of the workspace when this page was made; a report marked as out of date "
            "was made from something else."
        ),
    }


def _head(listing: Listing, t: Language, made_at: datetime) -> Figure:
    rows = listing.assessments
    cycles = ", ".join(str(cycle) for cycle in sorted({row.cycle for row in listing.rows}, reverse=True))
    facts = [(t("Cycle"), cycles or MISSING), (t("Made on"), t.moment(made_at.astimezone()))]
    parts = [cover(t("Assessment reports"), kicker=t("Kabupaten/Kota Layak Anak"), facts=facts)]
    if listing.synthetic:
        whole = all(row.region.synthetic for row in listing.rows)
        parts.insert(0, watermark(t("TRAINING DATA") if whole else t("CONTAINS TRAINING DATA")))
    states = Counter(row.state for row in listing.rows)
    scored = [row for row in rows if row.placed and row.placed.points is not None]
    keys = [
        Tile(t("Regions"), t.number(len({row.region.code for row in rows}), 0), _assessments(len(rows), t)),
        Tile(t("With a score"), t.number(len(scored), 0), _provisional(scored, t)),
        Tile(t("Failed"), t.number(states[State.FAILED], 0), _outdated(states[State.CHANGED], t)),
    ]
    parts.append(tiles(*keys))
    if unofficial := [one.id for one in listing.instruments if one.status is not Status.OFFICIAL]:
        words = t(
            "{instruments}: not the official instrument. Scores and predicates are calculated from it and are no "
            "award.",
            instruments=", ".join(unofficial),
        )
        parts.append(notice(words, label=t("Not official")))
    return stack(*parts)


def _assessments(count: int, t: Language) -> str:
    return t("{count} assessments", count=t.number(count, 0))


def _provisional(rows: Sequence[Row], t: Language) -> str:
    count = sum(1 for row in rows if row.placed and row.placed.provisional)
    return t("{count} of them provisional", count=t.number(count, 0)) if count else ""


def _outdated(count: int, t: Language) -> str:
    return t("{count} out of date", count=t.number(count, 0)) if count else ""


def _lines(rows: Iterable[Row], t: Language, several: bool) -> Iterable[_Line]:
    anchored: set[str] = set()
    for row in rows:
        code = row.region.code
        anchor = "" if code in anchored else f"r-{code}"
        anchored.add(code)
        others = [(_label(report, row.placed, t), _links(report)) for report in row.others if report.links]
        faults = dict.fromkeys(fault for report in row.reports for fault in report.faults)
        yield _Line(
            anchor=anchor,
            name=row.region.full_name if row.province else code,
            code=code,
            province=row.province.name if row.province else "",
            province_code=row.province.code if row.province else "",
            synthetic=row.region.synthetic,
            cycle=row.cycle,
            instrument=" · ".join(part for part in (row.instrument, row.stage) if part),
            predicate=_predicate(row.placed, t),
            by_predicate=_plain(row.placed.rank if row.placed else None),
            provisional=bool(row.placed and row.placed.provisional),
            score=_score(row.placed, t, several),
            by_score=_plain(_sortable(row.placed, several)),
            completeness=_completeness(row.placed, t),
            by_completeness=_share(row.placed.completeness if row.placed else None),
            state=row.state,
            by_state=str(row.state.weight),
            said=t(STATES[row.state]),
            reasons=[_shortened(f"[{fault.code}] {fault.cause(t)}") for fault in faults],
            main=row.main.links[0][1] if row.main and row.main.links else "",
            links=_links(row.main) if row.main else (),
            others=others,
            more=t("{count} more", count=len(others)),
        )


def _predicate(placed: Placed | None, t: Language) -> str:
    if placed is None or placed.points is None:
        return MISSING
    if placed.instrument.predicates is None:
        return t("no thresholds known")
    return placed.standing.predicate.name if placed.standing.predicate else t("no predicate yet")


def _score(placed: Placed | None, t: Language, several: bool) -> str:
    if placed is None or placed.points is None:
        return MISSING
    points = t.number(placed.points)
    return t("{part} of {whole}", part=points, whole=t.short(placed.total.max)) if several else points


def _sortable(placed: Placed | None, several: bool) -> float | None:
    """The score, not rounded; as a share of the maximum where maxima differ."""
    if placed is None or placed.points is None or not several:
        return placed.points if placed else None
    return placed.points / placed.total.max if placed.total.max else None


def _completeness(placed: Placed | None, t: Language) -> str:
    if placed is None:
        return MISSING
    if placed.completeness is None:
        return t("sums only") if placed.points is not None else MISSING
    return t.percent(placed.completeness)


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value!r}".removesuffix(".0")


def _share(value: float | None) -> str:
    """Short, since it is a count of some hundred questions: six digits tell any two of them apart."""
    return "" if value is None else f"{value:.6g}"


def _links(report: Report) -> Links:
    return [(ending.upper(), link) for ending, link in report.links]


def _label(report: Report, placed: Placed | None, t: Language) -> str:
    title = report.title
    agency = agency_name(placed.instrument, title.agency, t) if placed and title.agency else title.agency
    spoken = title.language if title.language != "id" else ""
    return " · ".join(part for part in (agency or title.template, spoken) if part)


def _quoted(value: object) -> Markup:
    """The value of an attribute, with quotes where it cannot do without."""
    return Markup(value if _BARE.fullmatch(str(value)) else f'"{escape(value)}"')


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_REASON else f"{text[:_LONGEST_REASON]} …"
