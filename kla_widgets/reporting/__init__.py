"""Reports: what a workspace knows of a region as figures, executed by papermill, written as pages."""
