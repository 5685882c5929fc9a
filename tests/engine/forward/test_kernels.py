"""The compiled products against float64, at every level that this processor has."""

import threading

import psutil
import pytest
import torch

from desktop_app.engine.forward.linear import Projection, compiled_kernels
from desktop_app.engine.kernels import library as kernels

SIZES = [(1, 1), (7, 33), (13, 17), (50, 2816), (97, 1024), (211, 320), (1000, 48)]
"""(outputs, inputs): smaller than a vector, no multiple of one, more than a unit of work."""

ROWS = [*range(1, 10), 16, 20, 31, 32, 63, 64, 65, 100]


def random(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def relative_error(result, x, weight, bias):
    """Largest error, in units of what the sum of the products' sizes would let round off."""
    exact = x.double() @ weight.double().T + (0 if bias is None else bias.double())
    size = x.double().abs() @ weight.double().abs().T + (0 if bias is None else bias.abs())
    return ((result.double() - exact).abs() / size).max().item()


@pytest.fixture(autouse=True)
def one_thread_of_torch():
    """What is compared is computed by it: several would only wait for each other."""
    count = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(count)


@pytest.fixture(params=[*kernels.levels(), "torch"])
def library(request):
    return None if request.param == "torch" else kernels.open_library(request.param)


def test_the_kernels_are_compiled_here():
    # without them every test below would pass on torch alone
    assert kernels.levels()
    assert compiled_kernels() is not None


@pytest.mark.parametrize("dtype", kernels.TYPES, ids=str)
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_products_agree_with_float64(library, dtype, size):
    outputs, inputs = size
    # down to where float16 has no exponent left
    scale = torch.logspace(0, -7, inputs)
    weight = (random(outputs, inputs, seed=1) * scale).to(dtype)
    weight[0, 0] = 1.0
    if library is not None:
        library.set_threads(3)
    for bias in (None, random(outputs, seed=2)):
        product = Projection(weight, bias, library)
        for rows in ROWS:
            x = random(rows, inputs, seed=3)
            result = product(x)
            assert result.dtype == torch.float32
            assert result.shape == (rows, outputs)
            # float16 or bfloat16 arithmetic would be wrong by 1e-4 and more
            assert relative_error(result, x, weight, bias) < 1e-6


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16], ids=str)
def test_every_number_is_widened_exactly(library, dtype):
    patterns = torch.arange(2**16, dtype=torch.int32).to(torch.int16).view(dtype)
    numbers = patterns[patterns.float().isfinite()]
    # one input: nothing is added, so that each product with 1 is the weight itself
    product = Projection(numbers[:, None], None, library)
    assert torch.equal(product(torch.ones(1, 1))[0], numbers.float())
    assert torch.equal(product(torch.ones(6, 1))[5], numbers.float())


def test_what_is_no_number_stays_none(library):
    for value in (float("nan"), float("inf")):
        weight = torch.ones(20, 70, dtype=torch.bfloat16)
        weight[3, 69] = value
        for rows in (1, 8):
            finite = Projection(weight, None, library)(torch.ones(rows, 70)).isfinite()
            assert not finite[:, 3].any()
            assert finite.sum() == 19 * rows


def test_an_input_that_is_no_row_after_row_is_multiplied_all_the_same(library):
    weight, x = random(30, 40).bfloat16(), random(40, 9, seed=1)
    assert relative_error(Projection(weight, None, library)(x.T), x.T, weight, None) < 1e-6


def test_two_threads_that_multiply_at_once_wait_for_each_other():
    libraries = [kernels.open_library(), kernels.open_library()]
    for library in libraries:
        library.set_threads(2)
    weight = random(500, 300).bfloat16()
    expected = [Projection(weight, None, libraries[0])(random(4, 300, seed=n)) for n in (0, 1)]
    wrong = []

    def multiply(number):
        product, x = Projection(weight, None, libraries[number]), random(4, 300, seed=number)
        wrong.extend(1 for _ in range(200) if not torch.equal(product(x), expected[number]))

    threads = [threading.Thread(target=multiply, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_the_number_of_threads_makes_no_difference_to_the_numbers():
    library = kernels.open_library()
    product, x = Projection(random(700, 256).bfloat16(), None, library), random(3, 256, seed=1)
    results = []
    for threads in (1, 2, 8, 2):
        assert library.set_threads(threads) == threads
        results.append(product(x))
    assert all(torch.equal(result, results[0]) for result in results)


def test_threads_that_have_nothing_to_do_sleep():
    library = kernels.open_library()
    library.set_threads(4)
    Projection(random(700, 256).bfloat16(), None, library)(random(3, 256))
    process = psutil.Process()
    before = process.cpu_times()
    threading.Event().wait(0.5)
    after = process.cpu_times()
    # three that spin would have used a second and a half, or what the machine has
    assert after.user + after.system - before.user - before.system < 0.25


def test_a_level_that_the_processor_lacks_is_not_opened():
    assert kernels.open_library("sse9") is None


@pytest.mark.parametrize("level", ["", "avx", "avx2", "avx512"])
def test_a_processor_has_the_levels_below_its_best(monkeypatch, level):
    class Old:
        class best_level:  # noqa: N801
            def __new__(cls):
                return level.encode()

    monkeypatch.setattr(kernels, "_opened", Old)
    order = ["avx", "avx2", "avx512"]
    known = order[: order.index(level) + 1] if level else []
    assert sorted(kernels.levels()) == sorted(known)
    assert kernels.levels()[:1] == ((level,) if level else ())


def test_without_a_library_torch_multiplies(monkeypatch):
    monkeypatch.setattr(kernels, "_opened", lambda: None)
    assert kernels.levels() == ()
    assert compiled_kernels() is None


def test_kernels_that_lie_are_not_used(monkeypatch):
    monkeypatch.setattr(
        kernels.Library, "product", lambda self, weight, x: torch.zeros(len(x), weight.outputs)
    )
    assert compiled_kernels() is None
