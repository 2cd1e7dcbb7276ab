"""What a region is. Codes are text: ``11.10`` is another region than ``11.1`` would be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class RegionKind(StrEnum):
    """Kinds of region; the values are the Indonesian terms."""

    PROVINCE = "provinsi"
    KABUPATEN = "kabupaten"
    KOTA = "kota"
    SUBDISTRICT = "kecamatan"
    VILLAGE = "desa"
    URBAN_VILLAGE = "kelurahan"

    @property
    def level(self) -> int:
        """0 for a province, 1 for a district, 2 for a sub-district, 3 for a village."""
        return _LEVELS[self]

    @property
    def is_district(self) -> bool:
        return self.level == 1


_LEVELS = {
    RegionKind.PROVINCE: 0,
    RegionKind.KABUPATEN: 1,
    RegionKind.KOTA: 1,
    RegionKind.SUBDISTRICT: 2,
    RegionKind.VILLAGE: 3,
    RegionKind.URBAN_VILLAGE: 3,
}


@dataclass(frozen=True, slots=True)
class Region:
    """One region.

    Parameters
    ----------
    code : str
        Code of the Ministry of Home Affairs with its dots: ``32``, ``32.73``, ``32.73.01``, ``32.73.01.2001``.
    name : str
        As the code list writes it: ``Kota Bandung``, but ``Jawa Barat`` for a province.
    kind : RegionKind
        What it is.
    parent : str, optional
        Code of the region above; none for a province.
    synthetic : bool
        Made up, for demonstrations and exercises.
    """

    code: str
    name: str
    kind: RegionKind
    parent: str | None = None
    synthetic: bool = False

    @property
    def full_name(self) -> str:
        """The name with its kind, unmistakable among all kinds: ``Provinsi Jambi`` beside ``Kota Jambi``."""
        word = self.kind.value.capitalize()
        return self.name if self.name.casefold().startswith(f"{self.kind.value} ") else f"{word} {self.name}"

    def __str__(self) -> str:
        return f"{self.code} {self.full_name}"


@dataclass(frozen=True, slots=True)
class RegionCounts:
    """How large a district is.

    Parameters
    ----------
    kecamatan, kelurahan, desa : int
        How many it has; ``desa`` includes adat villages.
    area_km2 : float
        Area in square kilometres.
    population : int
        Persons registered in the second half of 2024.
    """

    kecamatan: int
    kelurahan: int
    desa: int
    area_km2: float
    population: int


How = Literal["code", "old code", "name", "alias", "similar"]


@dataclass(frozen=True, slots=True)
class Match:
    """A region that may be meant.

    Parameters
    ----------
    region : Region
        The region.
    score : float
        How well it fits, 0..1; below 0.8 it is no more than a suggestion.
    how : {"code", "old code", "name", "alias", "similar"}
        Why it fits; former names count as aliases.
    """

    region: Region
    score: float
    how: How
