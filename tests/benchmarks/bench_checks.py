"""How long the checks of consistency take. Run: ``python tests/benchmarks/bench_checks.py``.

All checks over synthetic districts: once with the journal replayed and every evidence file read and hashed, and once
quick. ``--workspace`` takes a workspace that is there (it is only read) instead of building one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from synthetic import MODEL, build_synthetic

from kla_widgets.assessment.workspace import Workspace, open_workspace
from kla_widgets.review.checking import RULES, check_cases, choose
from kla_widgets.review.checks.models import Severity

LIMIT = 30.0
"""Seconds within which all checks of 514 districts are to be done."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--districts", type=int, default=514)
    parser.add_argument("--workspace", type=Path)
    wanted = parser.parse_args()
    if wanted.workspace:
        with open_workspace(wanted.workspace) as workspace:
            print(report(workspace), flush=True)
        return
    with tempfile.TemporaryDirectory() as folder, build_synthetic(Path(folder), wanted.districts) as workspace:
        print(report(workspace), flush=True)


def report(workspace: Workspace) -> str:
    """Every check over every assessment of the cycle, timed."""
    cases = workspace.store.cases(cycle=MODEL.cycle)
    lines = [f"{len(cases)} assessments, {len(RULES)} checks (limit for 514: {LIMIT:.0f} s)"]
    for name, thorough in (("all checks", True), ("quick: no journal, no content of files", False)):
        rules = choose(thorough=thorough)
        start, cpu = time.perf_counter(), time.process_time()
        findings = list(check_cases(workspace, cases, rules))
        took, used = time.perf_counter() - start, time.process_time() - cpu
        errors = Counter(one.severity for one in findings)[Severity.ERROR]
        each = 1000 * took / max(1, len(cases))
        lines.append(
            f"  {name}: {took:.2f} s (processor {used:.2f} s), {each:.1f} ms each; "
            f"{len(findings)} findings, {errors} of them errors"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
