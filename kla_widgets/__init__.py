"""Assessment workbooks for child-friendly districts (Kabupaten/Kota Layak Anak)."""

__version__ = "0.1.0"
