"""The people who are erased, and how a text is found to mention them and put without them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from apk_lib.intake.reading.names import HIDDEN, Names


@dataclass(frozen=True, slots=True)
class Leaving:
    """The people who are erased: new pseudonyms by the old ones, and old ones by the names of the key."""

    new: Mapping[str, str]
    names: Mapping[str, str]
    _hidden: Names = field(init=False, repr=False)
    _renamed: Names = field(init=False, repr=False)
    _pseudonyms: re.Pattern[str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make what the people are found by."""
        object.__setattr__(self, "_hidden", Names(dict.fromkeys(self.names, HIDDEN)))
        object.__setattr__(self, "_renamed", Names({name: self.new[one] for name, one in self.names.items()}))
        # a word of its own, not the beginning of another; the longest first
        words = "|".join(re.escape(one) for one in sorted(self.new, key=lambda one: (-len(one), one)))
        by_itself = re.compile(rf"(?<![^\W_])(?:{words or '(?!)'})(?![^\W_])", re.IGNORECASE)
        object.__setattr__(self, "_pseudonyms", by_itself)

    def mentioned(self, text: str) -> bool:
        """Whether the text names one of the people, by name or by pseudonym."""
        return bool(self._pseudonyms.search(text)) or self._hidden.in_text(text)

    def named(self, text: str) -> bool:
        """Whether the text holds the name of one of the people."""
        return self._hidden.in_text(text)

    def words(self, text: str) -> str:
        """A text without the people."""
        return self._replaced(self._hidden.without_names(text))

    def place(self, text: str) -> str:
        """The name of a file or a sheet without the people; names of different people stay different."""
        return self._replaced(self._renamed.without_names(text))

    def _replaced(self, text: str) -> str:
        plainly = {old.casefold(): new for old, new in self.new.items()}
        return self._pseudonyms.sub(lambda found: plainly.get(found[0].casefold(), HIDDEN), text)
