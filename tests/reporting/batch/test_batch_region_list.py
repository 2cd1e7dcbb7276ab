"""Lists of regions as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kla_widgets.errors import KlaError
from kla_widgets.regions import shipped_regions
from kla_widgets.reporting.batch.region_list import read_region_list


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "32.73\n64.01\n"),
        ("a.txt", "# Daftar\n\nKota Bandung\r\nKabupaten Paser\n32.73\n"),
        ("a.txt", "3273\n6401"),
        ("a.csv", "nomor,kode,nama\n1,32.73,Kota Bandung\n2,64.01,Paser\n"),
        ("a.csv", "nama;nilai\nKota Bandung;880,39\nKabupaten Paser;\n"),
        ("a.csv", "32.73,880\n64.01,1\n"),
        ("a.tsv", "Nama\tKode\nx\t32.73\ny\t64.01\n"),
        ("a.csv", '"Kota Bandung",1\n"Kabupaten Paser",2\n'),
    ],
)
def test_codes_and_names_in_lines_and_columns(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / name
    file.write_text(text, "utf-8-sig")
    assert read_region_list(file, shipped_regions()) == ("32.73", "64.01")


def test_codes_stay_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("11.10\n", "utf-8")
    assert read_region_list(tmp_path / "a.txt", shipped_regions()) == ("11.10",)


def test_every_line_that_names_no_region_is_told_with_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("32.73\n99.99\n\nAtlantis Raya\n", "utf-8")
    with pytest.raises(KlaError) as told:
        read_region_list(tmp_path / "a.txt", shipped_regions())
    assert [fault.where.rpartition(":")[2] for fault in told.value.faults] == ["2", "4"]
    assert all(fault.code.startswith("REG-") for fault in told.value.faults)


@pytest.mark.parametrize(("content", "code"), [(None, "BAT-005"), (b"", "BAT-006"), (b"# x\n\n", "BAT-006")])
def test_no_list_and_an_empty_one_are_told(tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / "a.txt").write_bytes(content)
    with pytest.raises(KlaError, match=code):
        read_region_list(tmp_path / "a.txt", shipped_regions())


def test_the_older_windows_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("# caf\xe9\n32.73\n".encode("cp1252"))
    assert read_region_list(tmp_path / "a.txt", shipped_regions()) == ("32.73",)
