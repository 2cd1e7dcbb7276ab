"""A whole assessment as one file: taken from one workspace, and put into another without losing anything."""
