"""Workbooks for agencies: what each is asked goes out as XLSX with a letter, comes back, and a board shows who has."""
