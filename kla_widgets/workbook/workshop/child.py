"""The server's process: ``python -m kla_widgets.workbook.workshop.child MODULE …`` runs a module of Jupyter.

Whoever starts it holds the other end of its standard input. When that program is gone, however it ended, the input
ends, and so does the server with its kernels. This works alike on every system, and no number of a process is trusted
that might be another's by then.
"""

from __future__ import annotations

import os
import runpy
import sys
from threading import Thread


def main() -> None:
    """Run the module named first on the command line with the words that follow."""
    Thread(target=_end_with_the_parent, daemon=True).start()
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)


def _end_with_the_parent() -> None:
    while os.read(0, 1):  # nothing is ever written; the end comes when the other side is closed
        continue
    from jupyter_server.serverapp import ServerApp

    server = ServerApp.instance() if ServerApp.initialized() else None
    if server is None or getattr(server, "io_loop", None) is None:
        os._exit(1)  # still starting: there are no kernels to be ended
    server.io_loop.add_callback(server.stop)


if __name__ == "__main__":
    main()
