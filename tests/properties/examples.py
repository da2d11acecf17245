"""How many random cases a property is tried on: few in `make test`, many in `make test-slow`."""

import os
from typing import Any

from hypothesis import settings

THOROUGH = 8 if os.environ.get("THOROUGH") else 1


def examples(few: int, **more: Any) -> settings:
    """The settings of a property whose single case is dear."""
    return settings(max_examples=few * THOROUGH, **more)
