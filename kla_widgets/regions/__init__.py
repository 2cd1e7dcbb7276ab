"""Where: provinces, districts, sub-districts and villages, by their codes (text!) and by their names."""

from kla_widgets.regions.catalogue import Regions
from kla_widgets.regions.models import How, Match, Region, RegionCounts, RegionKind
from kla_widgets.regions.shipped import shipped_regions

__all__ = ["How", "Match", "Region", "RegionCounts", "RegionKind", "Regions", "shipped_regions"]
