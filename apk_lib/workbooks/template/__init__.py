"""Templates: workbooks generated from the schemas, empty or filled."""
