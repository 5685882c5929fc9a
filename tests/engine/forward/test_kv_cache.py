import psutil
import pytest
import torch

from desktop_app.engine.forward.kv_cache import STEP, PreallocatedCache


def fill(cache, length):
    cache.reserve(length)
    for number, layer in enumerate(cache.layers):
        layer[..., cache.length : length, :] = torch.arange(cache.length, length)[:, None] + number
    cache.length = length


def test_growing_keeps_what_is_held_and_happens_in_steps():
    cache = PreallocatedCache(layers=2, kv_heads=3, head_dim=4)
    capacities = set()
    for length in range(1, 3 * STEP):
        fill(cache, length)
        capacities.add(cache.capacity)
    assert len(capacities) <= 3
    assert all(capacity % STEP == 0 for capacity in capacities)
    for number, layer in enumerate(cache.layers):
        assert layer.shape == (2, 3, cache.capacity, 4)
        expected = (torch.arange(cache.length) + number).float()[:, None].expand(-1, 4)
        assert torch.equal(layer[1, 2, : cache.length], expected)


def test_crop_keeps_the_buffers():
    cache = PreallocatedCache(layers=1, kv_heads=1, head_dim=4)
    fill(cache, 300)
    buffer = cache.layers[0]
    cache.crop(10)
    assert cache.length == 10
    assert cache.layers[0] is buffer


@pytest.mark.parametrize("length", [-1, 6])
def test_crop_refuses_what_is_not_held(length):
    cache = PreallocatedCache(layers=1, kv_heads=1, head_dim=4)
    fill(cache, 5)
    with pytest.raises(ValueError, match="crop"):
        cache.crop(length)
    assert cache.length == 5


def test_room_that_is_not_yet_written_takes_no_memory_and_what_is_outgrown_is_given_back():
    process = psutil.Process()
    cache = PreallocatedCache(layers=8, kv_heads=16, head_dim=64)
    before = process.memory_info().rss
    cache.reserve(2048)
    room = sum(4 * layer.numel() for layer in cache.layers)
    assert process.memory_info().rss - before < room / 4
    fill(cache, 2048)
    cache.reserve(4096)
    assert process.memory_info().rss - before < 1.25 * room


def test_memory_that_is_not_there_is_no_error_of_a_disk():
    cache = PreallocatedCache(layers=1, kv_heads=1 << 20, head_dim=1 << 20)
    with pytest.raises(MemoryError):
        cache.reserve(1)
