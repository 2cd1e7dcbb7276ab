"""Deliveries for the tests: small files that are what their names say."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from kla_widgets.exchange.evidence_bulk.importing import Stored
from kla_widgets.exchange.evidence_bulk.plan import BulkPlan

Bring = Callable[..., tuple[BulkPlan, Stored]]
"""Plans a delivery and attaches what is ready; see the fixture."""

JPEG = b"\xff\xd8\xff\xe0" + b"foto" * 20
PNG = b"\x89PNG\r\n\x1a\n" + b"gambar" * 20


def pdf(text: str = "Surat keputusan", pages: int = 1, note: str = "") -> bytes:
    """A PDF whose pages hold a text; none for empty. ``note`` makes the content another."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * page} 0 R" for page in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>")
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    drawn = f"BT /F1 12 Tf 72 700 Td ({text}) Tj ET" if text else "0 0 m"
    for page in range(pages):
        fonts = "<< /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {fonts} /Contents {5 + 2 * page} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream")
    out = io.BytesIO()
    out.write(f"%PDF-1.4\n%{note}\n".encode())
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{one}\nendobj\n".encode())
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write(b"".join(f"{place:010} 00000 n \n".encode() for place in places))
    out.write(f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def xlsx(note: str = "") -> bytes:
    """What is a workbook by its content, as far as evidence is looked at."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", f"<workbook>{note}</workbook>")
    return out.getvalue()


def folder_of(place: Path, files: Mapping[str, bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return place


def zip_of(file: Path, files: Mapping[str, bytes]) -> Path:
    """A zip file with these members."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file
