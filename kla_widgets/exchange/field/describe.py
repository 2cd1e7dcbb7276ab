"""What an import of field visits would do, in words."""

from __future__ import annotations

from kla_widgets.exchange.field.importing import FieldPlan
from kla_widgets.language import Language

LISTED = 40


def describe_plan(plan: FieldPlan, t: Language) -> str:
    """The plan of an import."""
    photos = [photo for visit in plan.visits for photo in visit.photos]
    lines = [
        t("{count} visits, {new} of them new or changed.", count=len(plan.visits), new=len(plan.items)),
        t("{count} answers go into the stage “{stage}”.", count=len(plan.answers), stage=plan.stage),
        t("{there} of {count} photos are at hand.", there=sum(p.file is not None for p in photos), count=len(photos)),
    ]
    for visit in plan.visits[:LISTED]:
        content = visit.content
        place = content["values"].get("tempat", "")
        where = ", ".join(t.short(part) for part in content["location"] or ())
        lines.append(f"  {content['form']}: {place} {content['values'].get('tanggal', '')} ({where or '–'})")
    if len(plan.visits) > LISTED:
        lines.append("  " + t("… and {count} more", count=len(plan.visits) - LISTED))
    for title, faults in (
        (t("Good to know"), plan.notices),
        (t("Stays as it is"), plan.conflicts),
        (t("At fault"), plan.faults),
    ):
        if faults:
            lines += ["", f"{title}:", *(f"  {fault.describe(t)}" for fault in faults[:LISTED])]
        if len(faults) > LISTED:
            lines.append("  " + t("… and {count} more", count=len(faults) - LISTED))
    return "\n".join(lines)
