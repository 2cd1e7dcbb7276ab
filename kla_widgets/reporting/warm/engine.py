"""The papermill engine ``kla-warm``: ``papermill --engine kla-warm in.ipynb out.ipynb``, or ``engine_name="kla-warm"``.

Notebooks run in worker processes that are kept from one to the next, never in the caller's. What comes out equals what
papermill's own engine makes, for the code that runs the cells (ipykernel) and the code that writes the outputs
(papermill, nbclient) are the same; only the sockets between them are left out. Where it differs:

* Times, and names made of process numbers, as between any two runs.
* Text printed within one cell comes in one piece per stream, up to the next display. papermill's own engine cuts it
  into pieces by the clock, at other places each time; what is printed is the same.
* What programs print is complete; papermill's own engine may miss what comes just before the end of a cell.
* A stream of one cell ends after a million characters, and says so.
* The notebook is written when it is done, not after every cell; when its process dies, or a cell whose time is over
  cannot be interrupted, it is written without outputs.
* Imports stay loaded: what a module prints or reads from the environment when imported, it does once.
* What writes the outputs is in the same process: a template that replaces functions of Python's own library or of
  Jupyter's can break its own notebook.
* The user's IPython profile (``ipython_config.py``, startup files) is not read, and no debugger can be attached.
* The kernel's connection file, and with it ``%connect_info`` and ``%qtconsole``, do not exist; ``sys.argv`` has no
  options.

papermill's own engine is used for notebooks of other kernels than this Python's, for those that ask for it (metadata
``kla: {"kernel": "cold"}``), and when arguments are given that only a kernel of its own can obey (a kernel manager,
options for the kernel's command line, functions to be called back).
"""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode


class WarmEngine:
    """What papermill asks an engine for. Papermill is imported when asked: it imports this while it loads itself."""

    @classmethod
    def execute_notebook(cls, nb: NotebookNode, kernel_name: str, **options: Any) -> NotebookNode:
        """Run a notebook; the arguments are papermill's."""
        from kla_widgets.reporting.warm.managed import ManagedEngine

        notebook: NotebookNode = ManagedEngine.execute_notebook(nb, kernel_name, **options)
        return notebook

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """The kernel that the notebook asks for."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """The language of the notebook."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))
