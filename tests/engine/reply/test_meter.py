"""What a reply's speed is made of."""

from __future__ import annotations

from desktop_app.engine.reply import meter as reply_meter


def test_a_sleep_while_the_prompt_is_read_leaves_the_speed_true(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(reply_meter.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(reply_meter.time, "process_time", lambda: 0.0)
    meter = reply_meter.ReplyMeter(7)
    now[0] += 8 * 3600.0
    meter.token()
    now[0] += 0.5
    meter.token()
    assert meter.tokens_per_s == 2.0
    assert meter.stats(2).first_token_ms == 0
