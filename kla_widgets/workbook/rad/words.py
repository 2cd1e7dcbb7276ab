"""Every word of the grids in the browser: its key there, and the English template that the catalogue translates."""

from __future__ import annotations

from collections.abc import Mapping

from kla_widgets.language import N_

WORDS: Mapping[str, str] = {
    "undo": N_("Undo"),
    "saving": N_("saving…"),
    "saved_at": N_("saved {at}"),
    "not_saved": N_("NOT SAVED"),
    "not_saved_help": N_("No answer yet. What you typed stays in this browser and is sent again."),
    "restored": N_("Brought back and being saved; entries that had not been saved: {count}."),
    "keep_mine": N_("Keep my entry"),
    "take_theirs": N_("Use theirs"),
    "mine": N_("Mine: {text}"),
    "theirs": N_("There now: {text}"),
    "empty_text": N_("(empty)"),
    "choose_row": N_("Choose a row first."),
    "keys": N_("Arrow keys move, Enter edits, Ctrl+V pastes from Excel, Delete empties, Tab leaves the table."),
    "finding": N_("To be checked"),
    "close": N_("Close"),
}
