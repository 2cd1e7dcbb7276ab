"""A template of one's own: a notebook to begin with."""

from __future__ import annotations

import re
from pathlib import Path

from kla_widgets.errors import Message, fail
from kla_widgets.language import N_
from kla_widgets.resources import templates

THERE_ALREADY = Message("TPL-001", N_("{file} is there already."), N_("Choose another name, or remove it first."))
BAD_NAME = Message(
    "TPL-002",
    N_("“{name}” cannot be the name of a template."),
    N_("Use letters, digits, hyphens and underscores, beginning with a letter."),
)
NO_START = Message("TPL-003", N_("There is no template “{name}” to begin with."), N_("Use one of: {known}."))
CANNOT_WRITE = Message(
    "TPL-004", N_("The template cannot be written: {reason}."), N_("Check free space and access rights.")
)

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]", re.IGNORECASE)  # devices on Windows


def starts() -> dict[str, Path]:
    """What a template may begin with: notebooks with examples, and the shipped reports as they are."""
    folders = (templates() / "reports", templates() / "own")
    return {file.stem: file for folder in folders for file in sorted(folder.glob("*.ipynb"))}


def new_template(name: str, folder: Path, start: str = "district") -> Path:
    """Write a notebook that reports can be made from.

    Parameters
    ----------
    name : str
        Its name, with or without ``.ipynb``.
    folder : Path
        Where it goes; made if it is not there.
    start : str
        Of :func:`starts`.

    Returns
    -------
    Path
        The notebook.

    Raises
    ------
    KlaError
        ``TPL-001`` to ``TPL-004``; nothing is ever overwritten.
    """
    stem = name.removesuffix(".ipynb")
    if not _NAME.fullmatch(stem) or _RESERVED.fullmatch(stem):
        raise fail(BAD_NAME, name=name)
    known = starts()
    if start not in known:
        raise fail(NO_START, name=start, known=", ".join(sorted(known)))
    file = folder / f"{stem}.ipynb"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:  # fails where a file is, whoever made it meanwhile
            stream.write(known[start].read_bytes())
    except FileExistsError as error:
        raise fail(THERE_ALREADY, file=file) from error
    except OSError as error:
        raise fail(CANNOT_WRITE, str(file), reason=error.strerror or error) from error
    return file
