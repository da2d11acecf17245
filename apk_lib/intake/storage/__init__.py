"""Storage: the files of a project folder, changed whole or not at all, and the rows that count at a date."""
