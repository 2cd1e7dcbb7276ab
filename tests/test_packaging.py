"""What a new machine, a wheel and a conda environment get.

PK001  Both locks hold nothing but exact versions and their hashes: no registry address, no path, no option.
PK002  Every runtime dependency is pinned in both locks, to the same version, within the bound of pyproject.toml.
PK003  Every development dependency, and what builds the package, is pinned in the development lock.
PK004  environment.yml asks for the runtime dependencies of pyproject.toml with the same bounds, and for the package.
PK005  Every dependency in pyproject.toml says why it is there.
PK006  Notebooks are kept without outputs.
PK007  The wheel holds the whole package and every template, and finds them when installed.
PK008  The version is written once, in kla_widgets.
PK009  File names work on Windows too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import kla_widgets

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEVELOPMENT = [Requirement(line) for line in PROJECT["project"]["optional-dependencies"]["dev"]]
BUILD = [Requirement(line) for line in PROJECT["build-system"]["requires"]]
LOCKS = ("requirements.lock", "requirements-dev.lock")

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*)==(?P<version>[0-9a-z.]+)(?: ; (?P<marker>[^\\/@#]+))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")
RESERVED = re.compile(r'[<>:"|?*\\]|[ .]$|^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)', re.IGNORECASE)


def pins(lock: str) -> dict[str, set[str]]:
    """Name to pinned versions; more than one where they differ by Python version."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if pin := PIN.fullmatch(line):
            found.setdefault(pin["name"], set()).add(pin["version"])
    return found


def bound(requirement: Requirement) -> tuple[str, str]:
    return canonicalize_name(requirement.name), str(requirement.specifier)


def has_outputs(notebook: dict[str, Any]) -> bool:
    """Whether any code cell was kept with what it printed, or with the count of its run."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return any(cell["outputs"] or cell["execution_count"] is not None for cell in code)


def sources(*folders: str) -> set[str]:
    """The files of these folders that belong to the project, relative to the root, with ``/``."""
    made = {"__pycache__", ".ipynb_checkpoints"}
    files = (file.relative_to(ROOT) for folder in folders for file in (ROOT / folder).rglob("*") if file.is_file())
    return {file.as_posix() for file in files if not made & set(file.parts)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    return Path(next(WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])))


@pytest.mark.parametrize("lock", LOCKS)
def test_pk001_lock_holds_only_versions_and_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []
    assert all(HASH.fullmatch(after) for line, after in pairwise(lines) if PIN.fullmatch(line))


@pytest.mark.parametrize("requirement", RUNTIME, ids=lambda requirement: requirement.name)
def test_pk002_runtime_dependency_is_pinned_alike_in_both_locks(requirement: Requirement) -> None:
    name = canonicalize_name(requirement.name)
    runtime, development = (pins(lock).get(name, set()) for lock in LOCKS)
    assert runtime
    assert runtime == development
    assert all(requirement.specifier.contains(version) for version in runtime)


def test_pk002_runtime_lock_is_part_of_the_development_lock() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)
    assert {name: versions for name, versions in runtime.items() if development.get(name) != versions} == {}


@pytest.mark.parametrize("requirement", DEVELOPMENT + BUILD, ids=lambda requirement: requirement.name)
def test_pk003_development_and_build_dependencies_are_pinned(requirement: Requirement) -> None:
    versions = pins("requirements-dev.lock").get(canonicalize_name(requirement.name), set())
    assert versions
    assert all(requirement.specifier.contains(version) for version in versions)


def test_pk004_environment_has_the_runtime_dependencies_and_the_package() -> None:
    entries = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    conda = [Requirement(entry) for entry in entries if isinstance(entry, str) and entry != "pip"]
    python = Requirement("python" + PROJECT["project"]["requires-python"])
    wanted = [one for one in RUNTIME if one.name != "typst"]  # a program on conda-forge; pip brings the package
    assert sorted(map(bound, conda)) == sorted(map(bound, [*wanted, python]))
    assert "pip" in entries
    assert [entry["pip"] for entry in entries if isinstance(entry, dict)] == [["-e ."]]


def test_pk005_every_dependency_says_why() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = {name: line for line in text.splitlines() if (name := line.partition(",")[0].strip().strip('"'))}
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"]]
    assert [name for name in asked if not re.search(r"\",\s+# \S+", lines[name])] == []


def test_pk006_outputs_of_a_notebook_are_recognised() -> None:
    clean: dict[str, Any] = {"cell_type": "code", "source": "1", "outputs": [], "execution_count": None}
    text = {"cell_type": "markdown", "source": "1"}
    assert not has_outputs({"cells": [text, clean]})
    assert has_outputs({"cells": [text, clean | {"execution_count": 1}]})
    assert has_outputs({"cells": [text, clean | {"outputs": [{"output_type": "stream", "text": "1"}]}]})


def test_pk006_notebooks_are_kept_without_outputs() -> None:
    notebooks = [name for name in sources("notebooks", "templates", "tests") if name.endswith(".ipynb")]
    kept = [name for name in notebooks if has_outputs(json.loads((ROOT / name).read_text(encoding="utf-8")))]
    assert kept == []


def test_pk007_wheel_holds_the_package_the_templates_and_the_notebooks(wheel: Path) -> None:
    inside = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    beside = {f"kla_widgets/{name}" for name in sources("templates", "notebooks")}
    assert inside == sources("kla_widgets") | beside


def test_pk007_installed_wheel_finds_its_templates(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    ask = "from kla_widgets.resources import templates; print(templates())"
    # Started in the unpacked wheel, Python finds the package there before any other copy.
    shown = subprocess.run([sys.executable, "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert Path(shown.stdout.strip()) == (tmp_path / "kla_widgets" / "templates").resolve()


def test_pk008_version_is_written_once(wheel: Path) -> None:
    assert "version" not in PROJECT["project"]
    assert wheel.name == f"kla_widgets-{kla_widgets.__version__}-py3-none-any.whl"


def test_pk009_file_names_work_on_windows() -> None:
    files = sources("kla_widgets", "notebooks", "templates", "tests")
    assert [name for name in files if any(RESERVED.search(part) for part in name.split("/"))] == []
    assert len({name.lower() for name in files}) == len(files)
