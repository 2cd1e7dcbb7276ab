"""Charts and tables as pure functions from data to a :class:`Figure`: one look for screen, print and terminal.

Nothing here knows what is assessed: all words arrive as arguments. The look of the page around the drawings is
``templates/html/kla/kla.css``.
"""

from kla_widgets.figures.bars import ScoreBar, score_bars
from kla_widgets.figures.blocks import Tile, cover, tiles, watermark
from kla_widgets.figures.choropleth import Area, choropleth
from kla_widgets.figures.figure import Figure, beside, notice, paragraph, section, stack
from kla_widgets.figures.gantt import GanttRow, gantt
from kla_widgets.figures.heat_map import HeatRow, heat_map
from kla_widgets.figures.ladder import Band, predicate_ladder
from kla_widgets.figures.path import PathPoint, score_path
from kla_widgets.figures.radar import Series, radar
from kla_widgets.figures.share_bar import Part, progress
from kla_widgets.figures.stylesheet import stylesheet
from kla_widgets.figures.table import Column, table
from kla_widgets.figures.timeline import TimelinePoint, timeline
from kla_widgets.figures.waterfall import Fall, Step, waterfall

__all__ = [
    "Area",
    "Band",
    "Column",
    "Fall",
    "Figure",
    "GanttRow",
    "HeatRow",
    "Part",
    "PathPoint",
    "ScoreBar",
    "Series",
    "Step",
    "Tile",
    "TimelinePoint",
    "beside",
    "choropleth",
    "cover",
    "gantt",
    "heat_map",
    "notice",
    "paragraph",
    "predicate_ladder",
    "progress",
    "radar",
    "score_bars",
    "score_path",
    "section",
    "stack",
    "stylesheet",
    "table",
    "tiles",
    "timeline",
    "waterfall",
    "watermark",
]
