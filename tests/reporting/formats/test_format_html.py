"""The page: light, self-contained, and written without the machinery of notebooks."""

from __future__ import annotations

import re
import subprocess
import sys

import nbformat
from format_notebooks import notebook_of
from nbformat import NotebookNode

from kla_widgets import figures as f
from kla_widgets.reporting import formats

LIGHT = 150_000
"""Bytes of a district's report."""


def test_a_full_district_report_is_light(training: NotebookNode) -> None:
    assert len(formats.write("html", training)) < LIGHT


def test_a_page_loads_nothing(training: NotebookNode) -> None:
    page = formats.write("html", training).decode()
    assert "<script" not in page
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", page)
    assert not re.search(r"@import|url\(", page)


def test_a_page_says_what_it_is() -> None:
    page = formats.write("html", notebook_of(f.paragraph("x"), title="A & <B>", language="en")).decode()
    assert '<html lang="en">' in page
    assert "<title>A &amp; &lt;B&gt;</title>" in page
    assert f'content="{"f" * 64}"' in page


def test_the_stylesheet_loses_its_comments_and_none_of_its_rules() -> None:
    page = formats.write("html", nbformat.v4.new_notebook()).decode()
    css = page[page.index("<style>") : page.index("</style>")]
    assert "/*" not in css
    assert css.count("{") == css.count("}") > 80
    assert "calc(var(--kla-columns, 4) * 5.2rem)" not in css  # commas are set tight
    assert "calc(var(--kla-columns,4) * 5.2rem)" in css


def test_writing_a_page_needs_neither_nbconvert_nor_the_other_writers() -> None:
    program = (
        "import sys\n"
        "from kla_widgets.reporting import formats\n"
        "formats.write('html', {'metadata': {}, 'cells': []})\n"
        "formats.write('ipynb', {'metadata': {}, 'cells': []})\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert "jinja2" in loaded
    assert not {"nbconvert", "nbformat", "papermill", "docx", "xlsxwriter", "typst", "pandas"} & set(loaded)
