"""The command line ``kla``: results on stdout, messages on stderr; exit code 0 well, 1 some failed, 2 refused."""

from __future__ import annotations

import os
import sys

from kla_widgets.cli.console import SOME_FAILED, refuse
from kla_widgets.errors import KlaError


def main() -> None:
    """Run ``kla``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # a Windows pipe would otherwise not take every sign
    from kla_widgets.cli.commands import app  # after the streams are set, because it prints its own errors

    try:
        try:
            app(prog_name="kla")
        finally:
            sys.stdout.flush()  # here, where a closed pipe can be dealt with, and not when Python ends
    except KlaError as error:
        raise SystemExit(refuse(error)) from None
    except BrokenPipeError:  # the reader, such as "head", has seen enough; click ends with the same code
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(SOME_FAILED) from None
