"""What an import of villages would do, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kla_widgets.exchange.villages.importing import VillageImport
from kla_widgets.exchange.villages.summary import counts_of
from kla_widgets.exchange.villages.table import district_of
from kla_widgets.language import N_, Language
from kla_widgets.regions import Regions, codes

LISTED = 40
"""Lines of a list that are shown."""
RULE = N_(
    "Percentages are of the places that answered; blanks are neither yes nor no. This rule is ours (inferred): no "
    "official one is known."
)
_STATES = {
    "new": N_("goes into the answers"),
    "same": N_("as stored"),
    "incomplete": N_("blanks left: not taken over (“--incomplete” does)"),
    "conflict": N_("answered otherwise: not taken over"),
    "empty": N_("nobody answered"),
}


def describe_import(done: VillageImport, regions: Regions, t: Language) -> str:
    """The plan of an import, and what became of it."""
    plan = done.plan
    lines = [*_rows(done, regions, t), "", *_counts(done, t), t(RULE)]
    for title, faults in (
        (t("Good to know"), plan.notices),
        (t("Stays as it is"), plan.conflicts),
        (t("At fault"), plan.faults),
    ):
        if faults:
            lines += ["", f"{title}:", *(f"  {fault.describe(t)}" for fault in faults[:LISTED])]
        if len(faults) > LISTED:
            lines.append("  " + t("… and {count} more", count=len(faults) - LISTED))
    return "\n".join([*lines, "", _outcome(done, t)])


def _rows(done: VillageImport, regions: Regions, t: Language) -> Iterator[str]:
    merged = done.plan.merged
    levels = [codes.level(code) for code in merged.table.index]
    districts = sorted({district_of(code) for code in merged.table.index})
    yield t(
        "{villages} villages in {subdistricts} sub-districts of {districts} districts; {added} of them new.",
        villages=t.number(levels.count(3), 0),
        subdistricts=t.number(levels.count(2), 0),
        districts=t.number(len(districts), 0),
        added=t.number(merged.added, 0),
    )
    yield t(
        "Answers: {answered} new, {changed} changed, {taken_back} taken back.",
        answered=t.number(merged.answered, 0),
        changed=t.number(merged.changed, 0),
        taken_back=t.number(merged.taken_back, 0),
    )
    if len(districts) == 1 and (size := regions.counts(districts[0])):
        yield t(
            "The national list counts {villages} villages and {subdistricts} sub-districts here.",
            villages=t.number(size.desa + size.kelurahan, 0),
            subdistricts=t.number(size.kecamatan, 0),
        )


def _counts(done: VillageImport, t: Language) -> Iterator[str]:
    """The percentages, one by one for one district, else how many there are of each state."""
    counts = done.plan.counts
    if counts["district"].nunique() > 1:
        for state, words in _STATES.items():
            yield f"  {t.number(int((counts['state'] == state).sum()), 0):>7}  {t(words)}"
        return
    for row in counts_of(counts):
        yield "  " + t(
            "{question}: {yes} of {answered} = {share}; {blank} blank – {state}",
            question=row.question,
            yes=row.yes,
            answered=row.answered,
            share=t.percent(row.share, 1),
            blank=row.blank,
            state=t(_STATES[row.state]),
        )


def _outcome(done: VillageImport, t: Language) -> str:
    if done.refusal or done.dry_run:
        return t("Stored: nothing.")
    if done.stored:
        return t("Stored: {count} new or changed lines.", count=done.stored)
    return t("Stored: nothing new; all of it was there already.")
