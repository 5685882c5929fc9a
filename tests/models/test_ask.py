"""Questions that can be left behind."""

from __future__ import annotations

import threading

import pytest

from desktop_app.models.ask import ask_in_thread, begin_to_ask


def test_the_answer_comes_from_another_thread():
    assert ask_in_thread(threading.get_ident, threading.Event()) != threading.get_ident()


@pytest.mark.parametrize("error", [ValueError("no"), TimeoutError("the server's, not ours")])
def test_what_went_wrong_is_raised_here(error):
    def question():
        raise error

    with pytest.raises(type(error)) as caught:
        ask_in_thread(question, threading.Event())
    assert caught.value is error


def test_a_question_that_nobody_answers_is_left_behind():
    answered, cancelled, asked = threading.Event(), threading.Event(), []

    def question():
        asked.append(threading.current_thread())
        cancelled.set()
        answered.wait()

    assert ask_in_thread(question, cancelled) is None
    assert asked[0].daemon
    answered.set()
    asked[0].join()


def test_several_are_asked_at_once():
    both = threading.Barrier(2)
    futures = [begin_to_ask(both.wait) for _ in range(2)]
    assert sorted(future.result() for future in futures) == [0, 1]
