"""``kla export``: what a workspace knows goes out as files."""

from __future__ import annotations

import typer

from kla_widgets.cli.console import t

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help=t("Write files for people, analysts and agencies."))
