"""What every test stands on: the root, random cases that are the same in every run, no traces at home."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# `make test-slow` tries the same properties on many more cases
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None, max_examples=50)
settings.register_profile("thorough", settings.get_profile("repeatable"), max_examples=400)
settings.load_profile("thorough" if os.environ.get("THOROUGH") else "repeatable")

# reports made by tests are not signed in the developer's own store of trusted notebooks
os.environ["JUPYTER_DATA_DIR"] = tempfile.mkdtemp(prefix="apk-lib-tests-")


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[1]
