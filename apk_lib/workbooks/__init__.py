"""Workbooks, forms and marked copies: what the product hands to people who work in Excel."""
