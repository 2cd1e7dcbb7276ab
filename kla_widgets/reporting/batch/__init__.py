"""Many reports: which ones, side by side or on several machines, resumed, recorded, and none spoiled by another."""

from kla_widgets.reporting.batch.run import Batch, Settings, render_jobs, run_batch, watch_batch

__all__ = ["Batch", "Settings", "render_jobs", "run_batch", "watch_batch"]
