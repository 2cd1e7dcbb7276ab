"""Executed notebooks for the tests of formats, made without starting a kernel."""

from __future__ import annotations

import ast
from typing import Any

import nbformat
from nbformat import NotebookNode

from kla_widgets.figures import Figure
from kla_widgets.resources import templates

ABOUT = {"title": "Kabupaten Uji, 2024", "language": "id", "fingerprint": "f" * 64}


def notebook_of(*shown: Figure, **about: str) -> NotebookNode:
    """A notebook that shows these figures."""
    outputs = [nbformat.v4.new_output("display_data", data=one._repr_mimebundle_()) for one in shown]
    cells = [nbformat.v4.new_code_cell("show()", outputs=[output]) for output in outputs]
    return nbformat.v4.new_notebook(cells=cells, metadata={"kla": ABOUT | about})


def executed(template: str, **parameters: Any) -> NotebookNode:
    """A shipped template, its cells run here one after the other; each ends with the figure that it shows."""
    notebook = nbformat.read(templates() / "reports" / f"{template}.ipynb", as_version=4)
    names: dict[str, Any] = {}
    for cell in notebook.cells:
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
        if "parameters" in cell.metadata.tags:
            names.update(parameters)
        if isinstance(last, ast.Expr):
            figure = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
            cell.outputs = [nbformat.v4.new_output("display_data", data=figure._repr_mimebundle_())]
    notebook.metadata["kla"] = dict(ABOUT)
    notebook.metadata["papermill"] = {"parameters": {"cycle": 2024} | parameters}
    return notebook
