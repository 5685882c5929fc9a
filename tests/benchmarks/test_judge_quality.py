"""The figures themselves, on verdicts whose figures are known."""

from __future__ import annotations

import pytest

from desktop_app.core.mood import Face
from tests.benchmarks.judge_quality import (
    KindQuality,
    Row,
    Verdict,
    by_kind,
    calibration_error,
    majority,
    measure,
    read_rows,
    two_label_auc,
)


def verdict(label, confidence=0.9, unsure=False):
    return Verdict(label, confidence, unsure, 10.0)


def test_figures():
    truth = ["a", "a", "a", "b"]
    quality = measure(
        truth, [verdict("a"), verdict("a"), verdict("b", 0.6, True), verdict("b", 1.0)]
    )
    assert quality.accuracy == 0.75
    assert quality.recall == {"a": pytest.approx(2 / 3), "b": 1.0}
    assert quality.balanced_accuracy == pytest.approx(5 / 6)
    assert quality.macro_f1 == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert quality.unsure == 0.25
    assert quality.accuracy_when_sure == 1.0
    assert quality.on_format == 1.0
    assert quality.ms == 10.0


def test_a_verdict_that_can_not_be_read_is_wrong_for_every_label():
    quality = measure(["a", "b"], [verdict(None, None), verdict("b", None)])
    assert (quality.accuracy, quality.on_format, quality.ece) == (0.5, 0.5, None)


def test_calibration_error_is_weighted_by_the_bins_sizes():
    assert calibration_error([True] * 9 + [False], [0.9] * 10) == pytest.approx(0.0)
    assert calibration_error([True, False], [0.75, 0.75]) == pytest.approx(0.25)
    # a bin too sure and another not sure enough do not cancel
    assert calibration_error([True, False], [0.55, 0.95]) == pytest.approx(0.7)
    assert calibration_error([True], [1.0]) == 0.0


def test_figures_by_kind():
    rows = [Row("", "a", "", "slang"), Row("", "b", "", "slang"), Row("", "neutral", "", "neutral")]
    said = [
        Verdict("a", 0.9, False, 1.0, Face.FEELING, (0.9, 0.1)),
        Verdict("a", 0.8, False, 1.0, Face.FEELING, (0.8, 0.2)),
        Verdict("a", 0.8, True, 1.0, Face.CALM, (0.8, 0.2)),
    ]
    assert by_kind(rows, said, ["a", "b"]) == {
        "slang": KindQuality(2, 1.0, 0.5, 1, 0.0),
        "neutral": KindQuality(1, 0.0, None, 0, 1.0),
    }
    assert two_label_auc(["a", "b"], said[:2], "a") == 1.0
    assert two_label_auc(["a", "a"], said[:2], "a") is None


def test_majority():
    rows = [Row("", "a", ""), Row("", "b", ""), Row("", "b", "")]
    assert {v.label for v in majority(rows)} == {"b"}


def test_rows(tmp_path):
    path = tmp_path / "rows.tsv"
    path.write_text('source\tlabel\ttext\nx\ta\tsay "hi\ny\tb\tbye\n', encoding="utf-8")
    assert read_rows(path) == [Row("x", "a", 'say "hi'), Row("y", "b", "bye")]
    path.write_text("text\nx\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="label"):
        read_rows(path)
