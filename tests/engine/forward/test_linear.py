import json

import pytest
import torch

from desktop_app.engine.forward import linear
from desktop_app.engine.forward.linear import KernelChoice, compiled_kernels, in_16_bits

MEASURED = KernelChoice("avx2", True, {"exact16": 1.0, "float32": 2.0})


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_what_has_16_bits_is_used_as_it_is(dtype):
    weight = torch.tensor([[1.0, float("nan")]], dtype=dtype)
    assert in_16_bits(weight) is weight


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(70000.0, None), (65536.0, torch.bfloat16), (1.0009765625, torch.float16), (0.1, None)],
)
def test_float32_goes_into_16_bits_only_where_nothing_changes(value, dtype):
    narrow = in_16_bits(torch.tensor([1.0, -value]))
    assert (None if narrow is None else narrow.dtype) == dtype
    if narrow is not None:
        assert narrow.tolist() == [1.0, -value]


def test_the_memory_that_widening_takes_is_bounded(monkeypatch):
    widened = []
    plain = linear.functional.linear

    def watched(x, weight, bias=None):
        widened.append(weight.numel())
        return plain(x, weight, bias)

    monkeypatch.setattr(linear.functional, "linear", watched)
    linear.widening_product(torch.ones(2, 512), torch.ones(4096, 512).bfloat16(), None)
    assert sum(widened) == 4096 * 512
    assert max(widened) <= linear.TILE_WEIGHTS


@pytest.mark.parametrize("with_kernels", [True, False])
def test_both_ways_of_storing_are_measured(with_kernels):
    library = compiled_kernels() if with_kernels else None
    choice = linear.measure(library, budget_s=0)
    assert choice.level == (library.level if library else "")
    assert set(choice.row_ms) == {"exact16", "float32"}
    assert all(ms > 0 for ms in choice.row_ms.values())


@pytest.mark.parametrize(("exact16_ms", "worth_it"), [(1.0, True), (3.9, True), (4.1, False)])
def test_half_of_the_memory_is_worth_some_time(monkeypatch, exact16_ms, worth_it):
    monkeypatch.setattr(
        linear, "_best_ms", lambda products, budget_s: {"exact16": exact16_ms, "float32": 2.0}
    )
    assert linear.measure(None).exact16 == worth_it


class TestKeptChoice:
    @pytest.fixture
    def measured(self, monkeypatch):
        """Counts measurements and makes the machine look idle."""
        calls = []

        def measure(library):
            calls.append(library)
            return MEASURED

        monkeypatch.setattr(linear, "measure", measure)
        monkeypatch.setattr(linear, "BUSY_SHARE", 1.1)
        return calls

    def test_it_is_measured_once(self, tmp_path, measured):
        first = linear.choose(tmp_path / "cache", 2, None)
        second = linear.choose(tmp_path / "cache", 2, None)
        assert first == second == MEASURED
        assert len(measured) == 1
        assert [path.name for path in (tmp_path / "cache").iterdir()] == ["kernels.json"]

    @pytest.mark.parametrize("key", ["cpu", "torch", "threads", "level"])
    def test_another_machine_measures_again(self, tmp_path, measured, key):
        linear.choose(tmp_path, 2, None)
        path = tmp_path / "kernels.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["machine"][key] = "another"
        path.write_text(json.dumps(data), encoding="utf-8")
        linear.choose(tmp_path, 2, None)
        assert len(measured) == 2

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe", b"[]", b'{"machine": 3}', b'{"machine": {}, "choice": 1}']
    )
    def test_a_damaged_file_measures_again(self, tmp_path, measured, content):
        (tmp_path / "kernels.json").write_bytes(content)
        assert linear.choose(tmp_path, 2, None) == MEASURED
        assert len(measured) == 1

    def test_the_choice_of_an_earlier_version_measures_again(self, tmp_path, measured):
        linear.choose(tmp_path, 2, None)
        path = tmp_path / "kernels.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["choice"] = {"exact16": False, "float32": ["onednn"] * 3, "row_ms": {}}
        path.write_text(json.dumps(data), encoding="utf-8")
        assert linear.choose(tmp_path, 2, None) == MEASURED
        assert len(measured) == 2

    def test_a_folder_that_cannot_be_made_does_not_matter(self, tmp_path, measured):
        (tmp_path / "file").write_text("")
        assert linear.choose(tmp_path / "file" / "cache", 2, None) == MEASURED

    def test_nothing_is_kept_from_a_busy_machine(self, tmp_path, measured, monkeypatch):
        monkeypatch.setattr(linear, "BUSY_SHARE", -1.0)
        assert linear.choose(tmp_path, 2, None) == linear.usual_choice(None)
        assert list(tmp_path.iterdir()) == []
