"""The XML of Word documents as text: a table of hundreds of rows is written in milliseconds, where an object for each
cell would take seconds. Every word passes :func:`said`; lengths are in points and become Word's twentieths.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from docx.oxml import parse_xml
from lxml import etree  # type: ignore[import-untyped]

from kla_widgets.figures.content import Grid, Line
from kla_widgets.language import printable
from kla_widgets.reporting.formats.layout import is_long

NAMESPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_TWENTIETHS, _EMU = 20, 12700
_CELL_STYLES = {"left": "KlaCell", "right": "KlaNumber", "center": "KlaCentre"}


def elements(written: str) -> list[Any]:
    """Written XML as elements."""
    return list(parse_xml(f"<w:body {NAMESPACES}>{written}</w:body>"))


def written(element: Any) -> str:
    """An element as XML."""
    return str(etree.tostring(element, encoding="unicode"))


def said(words: str) -> str:
    """Words within ``w:t``; lines become line breaks."""
    text = escape(printable(words), quote=False)
    if "\n" in text or "\t" in text or "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        text = text.replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:t xml:space="preserve">{text}</w:t>'


def attribute(words: str) -> str:
    """Words within an attribute."""
    return escape(printable(words))


def run(words: str, look: str = "") -> str:
    """Words with the same look; ``look`` is what stands in ``w:rPr``."""
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{said(words)}</w:r>" if words else ""


def paragraph(inner: str, style: str = "", extra: str = "") -> str:
    """A paragraph of runs; ``extra`` is what else stands in ``w:pPr``."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p>{f'<w:pPr>{named}{extra}</w:pPr>' if named or extra else ''}{inner}</w:p>"


def field(instruction: str, shown: str, dirty: bool = False) -> str:
    """What Word works out itself, such as the number of the page; ``dirty`` has it do so when it opens the file."""
    begin = '<w:fldChar w:fldCharType="begin" w:dirty="true"/>' if dirty else '<w:fldChar w:fldCharType="begin"/>'
    return (
        f'<w:r>{begin}</w:r><w:r><w:instrText xml:space="preserve"> {attribute(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def heading(words: str, level: int, number: int, new_page: bool = False) -> str:
    """A heading with the bookmark ``_Toc<number>``, which the contents refer to."""
    mark = f'<w:bookmarkStart w:id="{number}" w:name="_Toc{number:06}"/>'
    inner = f'{mark}{run(words)}<w:bookmarkEnd w:id="{number}"/>'
    return paragraph(inner, f"Heading{level}", "<w:pageBreakBefore/>" if new_page else "")


def contents(title: str, entries: Sequence[tuple[str, int, int]]) -> str:
    """A table of contents with its entries (words, level, number of the bookmark) filled in."""
    lines = []
    for place, (words, level, number) in enumerate(entries):
        name = f"_Toc{number:06}"
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h '
            '\\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        page = field(f"PAGEREF {name} \\h", "", dirty=True)
        link = f'<w:hyperlink w:anchor="{name}" w:history="1">{run(words)}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if place == len(entries) - 1 else ""
        lines.append(paragraph((begin if place == 0 else "") + link + end, f"TOC{min(level, 2)}"))
    return paragraph(run(title), "TOCHeading") + "".join(lines)


def table(grid: Grid, widths: Sequence[float]) -> str:
    """A table whose head is repeated on every page and whose rows are not cut."""
    sizes = [round(width * _TWENTIETHS) for width in widths]
    edges = [f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/></w:tcPr>' for size in sizes]
    openings = [
        f'{edge}<w:p><w:pPr><w:pStyle w:val="{_CELL_STYLES[one.side]}"/></w:pPr><w:r>'
        for edge, one in zip(edges, grid.fields, strict=True)
    ]
    lines = grid.page_lines
    total = bool(lines) and lines[-1].role == "total"
    last = int(total)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="KlaTable"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{0x0620 + 0x40 * last:04X}" w:firstRow="1" '
        f'w:lastRow="{last}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(grid.caption[:250])}"/></w:tblPr>'
        f"{_columns(sizes)}"
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        f"{_cells(openings, [one.label for one in grid.fields])}</w:tr>"
        f"{''.join(_row(line, openings, sum(sizes), len(sizes)) for line in lines)}</w:tbl>"
    )


def _columns(sizes: Iterable[int]) -> str:
    return "<w:tblGrid>" + "".join(f'<w:gridCol w:w="{size}"/>' for size in sizes) + "</w:tblGrid>"


def _row(line: Line, openings: Sequence[str], whole: int, span: int) -> str:
    if line.role == "group":
        across = f'<w:tc><w:tcPr><w:tcW w:w="{whole}" w:type="dxa"/><w:gridSpan w:val="{span}"/></w:tcPr>'
        head = paragraph(run(line.words[0]), "KlaGroup")
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{across}{head}</w:tc></w:tr>"
    whole_row = "" if is_long(line) else "<w:trPr><w:cantSplit/></w:trPr>"
    return f"<w:tr>{whole_row}{_cells(openings, line.words)}</w:tr>"


def _cells(openings: Sequence[str], words: Iterable[str]) -> str:
    return "".join(f"{opening}{said(one)}</w:r></w:p></w:tc>" for opening, one in zip(openings, words, strict=True))


def plain_table(cells: Sequence[str], widths: Sequence[float], borders: str = "") -> str:
    """Cells (each the XML of its paragraphs) beside each other without a look, as many in a row as there are widths."""
    sizes = [round(width * _TWENTIETHS) for width in widths]
    rows = []
    for first in range(0, len(cells), len(sizes)):
        row = [*cells[first : first + len(sizes)]]
        row += ["<w:p/>"] * (len(sizes) - len(row))
        rows.append(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{size}" w:type="dxa"/>{borders}</w:tcPr>{cell}</w:tc>'
                for size, cell in zip(sizes, row, strict=True)
            )
            + "</w:tr>"
        )
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="KlaPlain"/><w:tblW w:w="{sum(sizes)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr>{_columns(sizes)}{"".join(rows)}</w:tbl>'
    )


def picture(relation: str, width: float, height: float, name: str, alt: str, number: int) -> str:
    """A run that shows an image part."""
    wide, high = round(width * _EMU), round(height * _EMU)
    said_ = f'id="{number}" name="{attribute(name)}" descr="{attribute(alt)}"'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/>'
        f"<wp:docPr {said_}/><a:graphic>"
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
        f"<pic:cNvPr {said_}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr>'
        f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def watermark(words: str, width: float, height: float) -> str:
    """A run with large light words across the page, as Word's own watermark is; for a header."""
    return (
        '<w:r><w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" '
        'adj="10800" path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>'
        '<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/>'
        '<v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom" '
        'o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800" o:connectangles="270,180,90,0"/>'
        '<v:textpath on="t" fitshape="t"/></v:shapetype><v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" '
        f'type="#_x0000_t136" alt="{attribute(words)}" style="position:absolute;margin-left:0;margin-top:0;'
        f"width:{width:.0f}pt;height:{height:.0f}pt;rotation:310;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
        'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="silver" stroked="f">'
        '<v:fill opacity=".4"/><v:textpath style="font-family:&quot;Arial&quot;;font-size:1pt;font-weight:bold" '
        f'string="{attribute(words)}"/></v:shape></w:pict></w:r>'
    )
