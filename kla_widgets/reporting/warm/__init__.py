"""Running notebooks in processes that stay warm: imports stay loaded, and every report starts with a clean state."""
