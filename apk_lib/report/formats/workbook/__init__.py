"""A report as a workbook: its cells, its sheets, and what stands on each of them."""
