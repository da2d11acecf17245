"""Judging: what becomes of every row, beside what is stored and beside the other rows."""
