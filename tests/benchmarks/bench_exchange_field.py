"""How long forms and visits take. Run: ``python tests/benchmarks/bench_exchange_field.py``.

The form of all questions is written; then a thousand made-up visits with a checklist come in as a KoboToolbox export.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kla_widgets.exchange.demo import open_or_example
from kla_widgets.exchange.field.checklists import find_checklist
from kla_widgets.exchange.field.forms import Form, checklist_form, instrument_form
from kla_widgets.exchange.field.importing import apply_field, plan_field
from kla_widgets.exchange.field.xlsform import form_bytes

T = TypeVar("T")
VISITS = 1000


def main() -> None:
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else VISITS))


def report(count: int) -> str:
    """Seconds of every step."""
    with open_or_example("") as workspace, tempfile.TemporaryDirectory(prefix="kla-bench-") as scratch:
        instrument = workspace.library.get("kla-2024")
        whole = instrument_form(instrument, "00.01", 2024, [one.id for one in instrument.indicators])
        spent, content = _timed(lambda: form_bytes(whole))
        lines = [f"  form of all questions: {spent:.2f} s, {len(whole.fields)} fields, {len(content) / 1000:.0f} kB"]
        file = Path(scratch) / "kunjungan.json"
        file.write_text(_visits(checklist_form(find_checklist("rbra", instrument), "00.01", 2024), count), "utf-8")
        spent, plan = _timed(lambda: plan_field(workspace, file, "00.01", 2024))
        lines.append(f"  {count} visits planned: {spent:.2f} s")
        spent, stored = _timed(lambda: apply_field(workspace, plan, "bench"))
        lines.append(f"  {stored} lines stored: {spent:.2f} s")
    return "\n".join(lines)


def _visits(form: Form, count: int) -> str:
    fixed = {one.name: one.value for one in form.fields.values() if one.kind == "fixed"}
    said = {one.name: "ya" for one in form.fields.values() if one.kind == "choice"}
    visits = [
        {"_uuid": f"visit-{number}", "tempat": f"Taman {number}", "lokasi": "-6.9 107.6 0 0", **fixed, **said}
        for number in range(count)
    ]
    return json.dumps({"results": visits})


def _timed(step: Callable[[], T]) -> tuple[float, T]:
    started = time.perf_counter()
    result = step()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
