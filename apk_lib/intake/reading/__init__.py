"""Reading: from a file to the typed rows of its tables, with everything there is to say of its cells."""
