"""What an executed notebook says of itself, in its metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kla_widgets.language import LANGUAGES, Language, language, printable


@dataclass(frozen=True)
class About:
    """Title, language, fingerprint of what it was made of, and whether its data are made up."""

    title: str
    t: Language
    fingerprint: str
    synthetic: bool

    @property
    def mark(self) -> str:
        """The words that mark made-up data; they are put on a document whose notebook forgets to."""
        return self.t("TRAINING DATA") if self.synthetic else ""


def about(notebook: Mapping[str, Any]) -> About:
    """Read the metadata ``kla``; whatever is missing is empty, and the language Indonesian."""
    told: Mapping[str, Any] = notebook["metadata"].get("kla", {})
    code = told.get("language")
    return About(
        title=printable(str(told.get("title", ""))),
        t=language(code if code in LANGUAGES else "id"),
        fingerprint=printable(str(told.get("fingerprint", ""))),
        synthetic=bool(told.get("synthetic")),
    )
