"""Offsets agree with a plain sum, whatever was changed before."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.ui.widgets.row_heights import RowHeights

heights = st.integers(1, 500)
steps = st.lists(st.tuples(st.sampled_from("imftar"), st.integers(0, 50), heights), max_size=60)


@given(st.lists(heights, max_size=8), steps)
def test_offsets_are_the_sums_of_the_heights(start, changes):
    gap = 7
    rows, expected = RowHeights(gap), list(start)
    rows.reset(start)
    for what, place, height in changes:
        if what == "i":
            place %= len(expected) + 1
            new = [height] * (height % 3)
            expected[place:place] = new
            rows.insert(place, new)
        elif expected:
            place %= len(expected)
            if what == "m":
                expected[place] = height
                rows.measured(place, height)
            elif what == "r":
                gone = range(place, min(place + height % 3, len(expected)))
                del expected[gone.start : gone.stop]
                rows.remove(gone)
            elif what == "f":
                expected[place] = height
                rows.forget(place, height)
            elif what == "t":
                assert rows.top(place) == sum(h + gap for h in expected[:place])
            else:
                top = sum(h + gap for h in expected[:place])
                assert rows.row_at(top) == place
                assert rows.row_at(top + expected[place] - 1) == place
    assert rows.total() == max(0, sum(h + gap for h in expected) - gap)


def test_an_empty_list():
    rows = RowHeights(4)
    assert (len(rows), rows.total(), rows.row_at(99), rows.top(0)) == (0, 0, 0, 0)
