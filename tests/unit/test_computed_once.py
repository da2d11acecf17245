"""What is remembered of an evaluation is remembered for the frames it was computed from, and for no others."""

import gc
import weakref

import polars as pl
import pytest

from apk_lib.indicators.statistics.once import computed_once, once


@pytest.mark.parametrize("named", [False, True])
def test_a_frame_that_was_asked_about_gives_its_identity_to_no_other(named: bool) -> None:
    height = once(lambda frame: frame.height)
    with computed_once():
        frame = pl.DataFrame({"a": [1]})
        assert (height(frame=frame) if named else height(frame)) == 1
        kept = weakref.ref(frame)
        del frame
        gc.collect()
        assert kept() is not None
    gc.collect()
    assert kept() is None
