"""The formats a report is written in, each from the report model and from nothing else."""
