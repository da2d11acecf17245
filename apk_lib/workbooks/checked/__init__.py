"""The checked copy: a user's workbook with its faults marked."""
