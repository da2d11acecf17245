"""Forms for a shift, for the telephone and on paper, and the questionnaire of the survey."""
