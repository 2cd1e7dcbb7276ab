"""Templates of one's own: a notebook to begin with, and a check before it is given hundreds of regions."""

from kla_widgets.reporting.own_template.checking import check_template
from kla_widgets.reporting.own_template.starting import new_template, starts

__all__ = ["check_template", "new_template", "starts"]
