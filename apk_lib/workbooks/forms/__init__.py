"""Forms for a shift: for the telephone and on paper."""
