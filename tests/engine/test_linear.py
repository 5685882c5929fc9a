import json

import pytest
import torch

from desktop_app.engine import linear
from desktop_app.engine.linear import (
    ConcatLinear,
    Exact16Linear,
    Float32Linear,
    KernelChoice,
    fits_16_bits,
)

has_fbgemm = "fbgemm" in torch.backends.quantized.supported_engines
needs_fbgemm = pytest.mark.skipif(not has_fbgemm, reason="no 16-bit kernel on this processor")

ONE_OF_EACH = KernelChoice(True, ("torch", "torch", "torch"), {"torch": 1.0})


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def relative_error(result, x, weight, bias):
    """Largest error, in units of what the sum of the products' sizes would let round off."""
    exact = x.double() @ weight.double().T + (0 if bias is None else bias.double())
    size = x.double().abs() @ weight.double().abs().T
    return ((result.double() - exact).abs() / size).max().item()


@pytest.mark.parametrize("rows", [1, 2, 7, 8, 31, 32, 65])
@pytest.mark.parametrize("with_bias", [True, False])
@pytest.mark.parametrize("name", [*linear.FLOAT32_PRODUCTS, "exact16"])
def test_every_kernel_agrees_with_float64(name, with_bias, rows):
    if name == "exact16" and not has_fbgemm:
        pytest.skip("no 16-bit kernel on this processor")
    weight = random(211, 320, seed=1).bfloat16().float()
    bias = random(211, seed=2) if with_bias else None
    x = random(rows, 320, seed=3)
    if name == "exact16":
        product = Exact16Linear(weight, bias)
    elif linear._works(linear.FLOAT32_PRODUCTS[name]):
        product = Float32Linear(weight, bias, KernelChoice(False, (name,) * 3, {}))
    else:
        pytest.skip(f"no {name} on this processor")
    result = product(x)
    assert result.dtype == torch.float32
    # float16 or bfloat16 arithmetic would be wrong by 1e-4 and more
    assert relative_error(result, x, weight, bias) < 2e-6


@pytest.mark.skipif(not linear._works(linear._onednn), reason="no oneDNN on this processor")
@pytest.mark.parametrize(
    ("names", "rows_of_torch"),
    [
        (("torch", "onednn", "onednn"), [1]),
        (("onednn", "torch", "onednn"), [2, 31]),
        (("onednn", "onednn", "torch"), [32, 500]),
    ],
)
def test_the_kernel_depends_on_the_number_of_rows(monkeypatch, names, rows_of_torch):
    seen = []
    monkeypatch.setattr(
        linear.functional, "linear", lambda x, weight, bias: seen.append(x.shape[0])
    )
    product = Float32Linear(torch.ones(2, 2), None, KernelChoice(False, names, {}))
    for rows in (1, 2, 31, 32, 500):
        product(torch.ones(rows, 2))
    assert seen == rows_of_torch


def test_slices_are_one_product():
    weight, x = random(30, 8), random(3, 8, seed=1)
    parts = [Float32Linear(part, None, ONE_OF_EACH) for part in weight.split(11)]
    assert torch.allclose(ConcatLinear(parts)(x), x @ weight.T, atol=1e-6)


@needs_fbgemm
def test_all_finite_bfloat16_weights_survive_16_bits_within_the_limit():
    patterns = torch.arange(2**16, dtype=torch.int32).to(torch.int16).view(torch.bfloat16)
    weights = patterns[patterns.float().abs() <= 65504.0]
    assert len(weights) > 30000
    assert fits_16_bits(weights)
    assert not fits_16_bits(torch.tensor([65536.0], dtype=torch.bfloat16))
    assert (weights.float().half().float() - weights.float()).abs().max() <= linear.LOSS_LIMIT


@pytest.mark.parametrize(
    "values",
    [
        torch.tensor([1.0, 70000.0], dtype=torch.bfloat16),
        torch.tensor([-70000.0, 1.0], dtype=torch.bfloat16),
        torch.tensor([1.0, float("nan")], dtype=torch.bfloat16),
        torch.tensor([float("inf"), 1.0], dtype=torch.float16),
        torch.tensor([0.1], dtype=torch.float32),
        torch.tensor([1.0, float("nan")], dtype=torch.float32),
    ],
)
def test_weights_that_16_bits_would_change_are_refused(values):
    assert not fits_16_bits(values)


@needs_fbgemm
def test_a_measured_choice_names_kernels_that_exist():
    choice = linear.measure(budget_s=0)
    assert set(choice.float32) <= set(linear.FLOAT32_PRODUCTS)
    assert len(choice.float32) == len(linear.ROW_COUNTS)
    assert all(ms > 0 for ms in choice.row_ms.values())


class TestKeptChoice:
    @pytest.fixture
    def measured(self, monkeypatch):
        """Counts measurements and makes the machine look idle."""
        calls = []

        def measure():
            calls.append(1)
            return ONE_OF_EACH

        monkeypatch.setattr(linear, "measure", measure)
        monkeypatch.setattr(linear, "BUSY_SHARE", 1.1)
        return calls

    def test_it_is_measured_once(self, tmp_path, measured):
        first = linear.choose(tmp_path / "cache", threads=2)
        second = linear.choose(tmp_path / "cache", threads=2)
        assert first == second == ONE_OF_EACH
        assert len(measured) == 1
        assert [path.name for path in (tmp_path / "cache").iterdir()] == ["kernels.json"]

    @pytest.mark.parametrize("key", ["cpu", "torch", "threads"])
    def test_another_machine_measures_again(self, tmp_path, measured, key):
        linear.choose(tmp_path, threads=2)
        path = tmp_path / "kernels.json"
        data = json.loads(path.read_text(encoding="utf-8"))
        data["machine"][key] = "another"
        path.write_text(json.dumps(data), encoding="utf-8")
        linear.choose(tmp_path, threads=2)
        assert len(measured) == 2

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe", b"[]", b'{"machine": 3}', b'{"machine": {}, "choice": 1}']
    )
    def test_a_damaged_file_measures_again(self, tmp_path, measured, content):
        (tmp_path / "kernels.json").write_bytes(content)
        assert linear.choose(tmp_path, threads=2) == ONE_OF_EACH
        assert len(measured) == 1

    def test_an_unknown_kernel_measures_again(self, tmp_path, measured):
        linear.choose(tmp_path, threads=2)
        path = tmp_path / "kernels.json"
        path.write_text(path.read_text(encoding="utf-8").replace('"torch",', '"gone",', 1))
        linear.choose(tmp_path, threads=2)
        assert len(measured) == 2

    def test_a_folder_that_cannot_be_made_does_not_matter(self, tmp_path, measured):
        (tmp_path / "file").write_text("")
        assert linear.choose(tmp_path / "file" / "cache", threads=2) == ONE_OF_EACH

    def test_nothing_is_kept_from_a_busy_machine(self, tmp_path, measured, monkeypatch):
        monkeypatch.setattr(linear, "BUSY_SHARE", -1.0)
        assert linear.choose(tmp_path, threads=2) == linear.usual_choice()
        assert list(tmp_path.iterdir()) == []


def test_a_kernel_that_fails_or_lies_is_not_used(monkeypatch):
    def missing(x, weight, bias):
        raise NotImplementedError

    def wrong(x, weight, bias):
        return x.bfloat16() @ weight.bfloat16().T + bias

    monkeypatch.setattr(linear, "FLOAT32_PRODUCTS", linear.FLOAT32_PRODUCTS | {"wrong": wrong})
    assert not linear._works(missing)
    assert not linear._works(wrong)
    assert "wrong" not in linear.measure(budget_s=0).float32
