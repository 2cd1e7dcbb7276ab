"""``kla export``: what a workspace knows goes out as files."""

from __future__ import annotations

import typer

from kla_widgets.cli import agency_books, field, review_sheets, villages, whole
from kla_widgets.cli.console import t

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=t("Write files for people, analysts and agencies."))
app.command(help=whole.ASSESSMENT_HELP)(whole.assessment)
app.command(help=whole.EXCEL_HELP)(whole.excel)
app.command(help=whole.TABLES_HELP)(whole.tables)
app.command("agency", help=agency_books.EXPORT_HELP)(agency_books.export_agency)
app.command("villages", help=villages.EXPORT_HELP)(villages.export_villages)
app.command("field", help=field.EXPORT_HELP)(field.export_field)
app.command("review", help=review_sheets.EXPORT_HELP)(review_sheets.export_review)
