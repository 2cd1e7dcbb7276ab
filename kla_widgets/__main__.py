"""``python -m kla_widgets``: the same as the ``kla`` command."""

from kla_widgets.cli import main

if __name__ == "__main__":
    main()
