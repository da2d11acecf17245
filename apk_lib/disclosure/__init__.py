"""What each audience may see: subjects of figures, audiences, and the rule where they meet."""

from __future__ import annotations

from apk_lib.disclosure.rules import AUDIENCES, RULES, SUBJECTS, Audience, Rule, Subject

__all__ = ["AUDIENCES", "RULES", "SUBJECTS", "Audience", "Rule", "Subject"]
