"""Region names as people write them, made comparable: ``KAB. ADM. KEP. SERIBU`` is ``kabupaten`` + ``kepulauanseribu``.

Pure functions of text; nothing here knows which regions exist.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kla_widgets.regions.models import RegionKind

_KINDS = {
    **dict.fromkeys(("provinsi", "propinsi", "prov", "prop", "pemprov"), RegionKind.PROVINCE),
    **dict.fromkeys(("kabupaten", "kab", "pemkab"), RegionKind.KABUPATEN),
    **dict.fromkeys(("kota", "kotamadya", "kodya", "pemkot"), RegionKind.KOTA),
    **dict.fromkeys(("kecamatan", "kec", "distrik"), RegionKind.SUBDISTRICT),
    "desa": RegionKind.VILLAGE,
    **dict.fromkeys(("kelurahan", "kel"), RegionKind.URBAN_VILLAGE),
}
_ABBREVIATED = {"kep": "kepulauan", "peg": "pegunungan", "tj": "tanjung"}
_EMPTY = frozenset({"administrasi", "administratif", "adm", "pemerintah", "pemda"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name.

    Parameters
    ----------
    kind : RegionKind, optional
        The kind that the text names.
    words : tuple of str
        The rest, in lower case without accents and punctuation.
    """

    kind: RegionKind | None
    words: tuple[str, ...]

    @property
    def key(self) -> str:
        """The words without blanks, for people write both ``Gunung Kidul`` and ``Gunungkidul``."""
        return "".join(self.words)


def words(text: str) -> tuple[str, ...]:
    """The words of a name in lower case, abbreviations written out, words that tell nothing left out."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    found = re.findall(r"[a-z0-9]+", plain)
    return tuple(_ABBREVIATED.get(word, word) for word in found if word not in _EMPTY)


def readings(text: str) -> tuple[Reading, ...]:
    """All ways to read a name, most likely first.

    ``Kota Baru`` may be the city of Baru or the name Kotabaru; ``Kabupaten/Kota Bandung`` is a Bandung of either kind;
    ``Bandung, Kota`` is the city of Bandung, but the end of ``Lima Puluh Kota`` is part of the name.
    """
    whole = words(text)
    if not whole:
        return ()
    found = []
    if len(whole) > 1 and whole[0] in _KINDS:
        found.append(Reading(_KINDS[whole[0]], whole[1:]))
        if len(whole) > 2 and whole[1] in _KINDS:
            found.append(Reading(None, whole[2:]))
    elif len(whole) > 1 and whole[-1] in _KINDS:
        found.append(Reading(_KINDS[whole[-1]], whole[:-1]))
    return (*found, Reading(None, whole))


def own_words(name: str, kind: RegionKind) -> tuple[str, ...]:
    """The words of a name without its region's kind: ``bandung`` of Kota Bandung, ``kota baru`` of a village."""
    first = readings(name)[:1]
    return first[0].words if first and first[0].kind is kind else words(name)
