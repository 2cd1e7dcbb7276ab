"""What the names of a file and of its folders tell: numbers of the instrument, the kind of document, the year, words.

People name files as they like: ``21B.1 SK Tim.pdf``, ``Klaster I/Ind 5/Foto ILA.jpg``, ``IMG_20230105.jpg``. What is
told here is read off the name alone; what it may mean, :mod:`.proposing` weighs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from kla_widgets.exchange.recap.keys import Keys, Level

_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"perda|qanun|peraturan daerah", ("PERDA",)),
    (r"sk|surat keputusan|keputusan (?:bupati|wali ?kota|kepala|camat|lurah|sekda)\w*", ("SK",)),
    (r"surat edaran|edaran|instruksi", ("SE",)),
    (r"mou|pks|nota kesepahaman|nota kesepakatan|perjanjian kerja ?sama", ("MOU",)),
    (r"apb ?des|apb desa|apb ?kam", ("APBDES", "APBD")),
    (r"apbd|dpa|rka|anggaran", ("APBD",)),
    (r"matriks?|matrix", ("MATRIKS",)),
    (r"sertifikat|sertipikat", ("SERT",)),
    (r"absen|absensi|daftar hadir|presensi", ("HADIR",)),
    (r"undangan", ("UNDANGAN",)),
    (r"notula|notulen|notulensi|risalah", ("NOTULA",)),
    (r"foto ?foto|foto|photo|gambar|dokumentasi", ("FOTO",)),
    (r"sop|spo|prosedur", ("SOP",)),
    (r"laporan|monev", ("LAPORAN",)),
    (r"usulan", ("USULAN",)),
    (r"media|berita|publikasi|kliping|medsos", ("MEDIA",)),
    (r"rtl|rencana tindak lanjut", ("RTL",)),
    (r"data(?! dukung| pendukung)", ("DATA2", "DATA1")),
)
"""Words that people use for kinds of evidence (UANG: undangan, absen, notulen, gambar), and the kinds they may mean."""
_KIND_WORDS = tuple((re.compile(rf"\b(?:{words})\b"), kinds) for words, kinds in _KINDS)
_CIRCULAR = re.compile(r"\bSE\b(?![-_ ]?(?:[Kk]ab|[Kk]ota|[Kk]ec|[Kk]el|[Dd]es|KAB|KOTA|KEC|DES))")
"""SE in capitals is a circular; “se-Kabupaten” is not."""

_DAY = re.compile(
    r"(?<!\d)(?:(?:\d{1,2}[-._ ]){2}((?:19|20)\d\d)"
    r"|((?:19|20)\d\d)[-._ ]?(?:0\d|1[0-2])[-._ ]?(?:[0-2]\d|3[01]))(?!\d)"
)
_YEAR = re.compile(r"(?<!\d)((?:19[5-9]|20[0-4])\d)(?!\d)")
_LONG_NUMBER = re.compile(r"\d{5,}")
_DECREE_NUMBER = re.compile(r"(?<=.)\b(?:no|nomor|nmr)\b[.\s_-]*\d[\w./-]*", re.IGNORECASE)

_LABEL = r"(?:indikator|ind|i|pertanyaan|soal|q)?[\s._-]*"
_FULL_CODE = re.compile(rf"^{_LABEL}(\d{{1,2}}\s?[a-z]?)\s?[._-]\s?(\d{{1,2}})(?:[._-]?([a-z]{{1,2}}))?(?![a-z0-9])")
_CODE_WITHIN = re.compile(
    r"(?:(?<![a-z0-9.])(?:(?:indikator|ind|pertanyaan)[\s._-]*|[iq])|[(\[{])"
    r"(\d{1,2}[a-z]?)\.(\d{1,2})\.?([a-z]{1,2})?(?![a-z0-9.])"
)
_INDICATOR = re.compile(r"(?<![a-z])(?:(?:indikator|indi?k?)[\s._-]*|i)(\d{1,2}\s?[a-d]?)(?![a-z0-9.])")
_CLUSTER = re.compile(r"(?<![a-z])(?:klaster|kluster|cluster)[\s._-]*([ivx]{1,4}|\d)(?![a-z0-9])")
_QUESTION = re.compile(r"(?<![a-z])(?:pertanyaan|soal|q)[\s._-]*(\d{1,2}\s?[a-z]{0,2})(?![a-z0-9.])")
_IN_BRACKETS = re.compile(r"[(\[{]\s*I?\d{1,2}[A-Za-z]?\.\d{1,2}[a-z.]{0,3}\s*[)\]}]")
_LEADING = re.compile(r"^(\d{1,2})\s?([a-z]{0,2})(?=[\s._)-]|$)")

_CAMERA = re.compile(
    r"^(?:img|image|dsc[nf]?|pict?|photo|foto|gambar|whatsapp (?:image|video)|screenshot|scan(?:ned)?|cam|vid|wa|dok)?"
    r"[\s\d._()-]*(?:wa[\s\d]*|at[\s\d.]+(?:am|pm)?[\s\d()]*)?$"
)


@dataclass(frozen=True)
class Clues:
    """What the names tell.

    Parameters
    ----------
    question, indicator, cluster : str
        Ids; empty where nothing is told.
    strong : bool
        The question is told by its full number in the usual place, or by a word such as “pertanyaan”.
    contradiction : bool
        The folders tell another indicator or cluster than the name.
    kinds : tuple of str
        Kinds of evidence that a word of the name or of the nearest folder may mean; likeliest first.
    year : int, optional
    words : str
        What is left for comparing with texts: words of the name, and of the folders.
    caption : str
        The name as a caption; empty where it says nothing, as ``IMG_0042``.
    """

    question: str
    strong: bool
    indicator: str
    cluster: str
    contradiction: bool
    kinds: tuple[str, ...]
    year: int | None
    words: str
    caption: str


def read_names(path: str, keys: Keys) -> Clues:
    """Read the names of a file and of its folders.

    Parameters
    ----------
    path : str
        Relative, with ``/``.
    keys : Keys
        Of the instrument.
    """
    folders, stem = PurePosixPath(path).parts[:-1], PurePosixPath(path).stem
    if folders and folders[-1].lower().endswith(".zip"):
        folders = (*folders[:-1], PurePosixPath(folders[-1]).stem)
    cluster = indicator = question = ""
    strong = contradiction = False
    for place, part in enumerate((*folders, stem)):
        told = _numbers(part, indicator, place < len(folders), keys)
        found_cluster = told.get("cluster", "") or cluster
        found_indicator = told.get("indicator", "") or indicator
        above = [one for one in (found_indicator, found_cluster) if one]
        for inner in filter(None, (told.get("question", ""), found_indicator)):
            contradiction |= any(one not in keys.chain(inner) for one in above)
        cluster, indicator = found_cluster, found_indicator
        if told.get("question"):
            question, strong = told["question"], "strong" in told
    if question:
        indicator = keys.above(question, Level.INDICATOR) or indicator
    plain = [_plain(part) for part in (stem, *reversed(folders))]
    kinds = next((found for found in map(_kinds, (stem, *reversed(folders)), plain) if found), ())
    year = next((found for part in (stem, *reversed(folders)) if (found := _year(part))), None)
    words = " ".join(plain_words(part) for part in plain if not _CAMERA.match(part))
    return Clues(
        question, strong, indicator, cluster, contradiction, kinds, year, " ".join(words.split()), caption(stem)
    )


def caption(stem: str) -> str:
    """The name as a caption: without number and separators, and without anything that looks like a person's number."""
    text = unicodedata.normalize("NFC", stem)
    text = _LONG_NUMBER.sub(" ", text)
    if _CAMERA.match(_plain(text)):
        return ""
    folded = text.casefold()
    if len(folded) == len(text) and not _DAY.match(text):
        number = _FULL_CODE.match(folded) or _QUESTION.match(folded) or _LEADING.match(folded)
        text = text[number.end() :] if number else text
    text = re.sub(r"[_\s]+", " ", _IN_BRACKETS.sub(" ", text))
    text = " ".join(text.split()).strip(" -–—._,;)")
    return text[:1].upper() + text[1:] if any(sign.isalpha() for sign in text) else ""


def _numbers(part: str, indicator: str, is_folder: bool, keys: Keys) -> dict[str, str]:
    """The ids that one name tells, each by its level; ``strong`` beside a question that is told clearly."""
    text = unicodedata.normalize("NFKC", part).casefold().strip()
    text = _LONG_NUMBER.sub(" ", _DECREE_NUMBER.sub(" ", _DAY.sub(" ", text))).strip()
    told: dict[str, str] = {}
    if match := _CLUSTER.search(text):
        told["cluster"] = _one(keys.find(f"klaster {match[1]}", Level.CLUSTER, None))
    elif not any(sign.isdigit() for sign in text):
        told["cluster"] = _one(
            keys.find(" ".join(re.split(r"[_\s-]+", text)), Level.CLUSTER, None), Level.CLUSTER, keys
        )
    for pattern in (_FULL_CODE, _CODE_WITHIN):
        if not told.get("question") and (match := pattern.search(text)) and (found := _question(match, keys)):
            told |= {"question": found, "strong": "yes"}
    if told.get("question"):
        return told
    if match := _INDICATOR.search(text):
        told["indicator"] = _one(keys.find(match[1].replace(" ", ""), Level.INDICATOR, None), Level.INDICATOR, keys)
    inside = told.get("indicator") or indicator
    if inside and (match := _QUESTION.search(text)):
        if found := _one(keys.find(match[1].replace(" ", ""), Level.QUESTION, inside), Level.QUESTION, keys):
            told |= {"question": found, "strong": "yes"}
    elif inside and not told.get("indicator") and (match := _LEADING.match(text)):
        told["question"] = _one(keys.find(match[1] + match[2], Level.QUESTION, inside), Level.QUESTION, keys)
    elif is_folder and not inside and (match := re.fullmatch(r"(\d{1,2}\s?[a-d]?)", text)):
        told["indicator"] = _one(keys.find(match[1].replace(" ", ""), Level.INDICATOR, None), Level.INDICATOR, keys)
    return told


def _question(match: re.Match[str], keys: Keys) -> str:
    """The question of a full number; letters behind it that are none of its own are words."""
    code = f"{match[1].replace(' ', '')}.{match[2]}"
    found = (keys.find(code + letters, Level.QUESTION, None) for letters in (match[3] or "", ""))
    return next((one for one in (_one(ids, Level.QUESTION, keys) for ids in found) if one), "")


def _one(found: frozenset[str], level: Level | None = None, keys: Keys | None = None) -> str:
    """The only id of those found, if it is of the level wanted."""
    if len(found) != 1:
        return ""
    (only,) = found
    return "" if keys and keys.levels[only] is not level else only


def _plain(part: str) -> str:
    """Words in small letters, separators as spaces."""
    text = unicodedata.normalize("NFKC", part).casefold()
    return " ".join(re.sub(r"[^\w\s&]|_", " ", text).split())


def _kinds(part: str, plain: str) -> tuple[str, ...]:
    """The kinds of the word that stands first."""
    first: tuple[int, tuple[str, ...]] | None = None
    for pattern, kinds in _KIND_WORDS:
        match = pattern.search(plain)
        if match and (first is None or match.start() < first[0]):
            first = (match.start(), kinds)
    if first is None and _CIRCULAR.search(part):
        return ("SE",)
    return first[1] if first else ()


def plain_words(text: str) -> str:
    """The words of a text that can be compared: none with digits, none that names a kind or a level, none twice."""
    plain = _plain(text)
    for pattern, _ in _KIND_WORDS:
        plain = pattern.sub(" ", plain)
    return " ".join(dict.fromkeys(_letters(plain)))


def _letters(plain: str) -> Iterator[str]:
    for word in plain.split():
        if len(word) > 1 and not any(sign.isdigit() for sign in word) and word not in _COMMON:
            yield word


_COMMON = frozenset(
    re.findall(
        r"\w+",
        "indikator ind klaster kluster cluster pertanyaan soal nomor no tahun bukti dukung data file berkas dokumen "
        "scan final fix rev revisi copy salinan lampiran tentang dan yang di ke dari untuk pada dengan ii iii iv vi se "
        "kabupaten kota kab dinas",
    )
)
"""Words that tell no question from another."""


def _year(part: str) -> int | None:
    """The latest year that a name tells; in a date, its year."""
    days = [int(first or second) for first, second in _DAY.findall(part)]
    years = [int(year) for year in _YEAR.findall(_DAY.sub(" ", part))]
    return max(years or days, default=None)
