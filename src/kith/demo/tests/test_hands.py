"""Families on their way while others come in: all that are given go, what stops one is said, and nothing more is begun then."""

import threading
from collections.abc import Callable, Iterator

import pytest

from kith.demo.casework import Stopped
from kith.demo.hands import on_their_way
from kith.demo.plan import Step, Story

STORIES = [Story(f"case {number}", Step.HEARD) for number in range(8)]


def test_all_that_are_given_go_their_way_in_order_and_are_counted() -> None:
    gone, seen, after = [], [], []

    def hands(stories: Iterator[Story], said: Callable[[], None]) -> None:
        for story in stories:
            gone.append(story)
            said()

    with on_their_way(hands, after=after.append) as walking:
        walking.give(STORIES[:3], before=2)
        walking.give(STORIES[3:], before=1)
        walking.wait(lambda done, total: seen.append((done, total)))
    assert gone == STORIES
    assert after == list(range(1, 9))
    assert seen[-1] == (3 + 8, 3 + 8)


def test_what_stops_one_is_raised_where_they_are_waited_for() -> None:
    def hands(stories: Iterator[Story], said: Callable[[], None]) -> None:
        next(stories)
        said()
        raise Stopped("KI-7, heard: no")

    with on_their_way(hands, after=lambda _: None) as walking:
        walking.give(STORIES, before=0)
        with pytest.raises(Stopped, match="KI-7"):
            walking.wait(lambda *_: None)


def test_where_it_ends_early_the_family_on_its_way_arrives_and_no_other_is_begun() -> None:
    gone: list[Story] = []
    begun, stopped = threading.Event(), threading.Event()

    def hands(stories: Iterator[Story], said: Callable[[], None]) -> None:
        for story in stories:
            begun.set()
            stopped.wait()
            gone.append(story)
            said()

    def interrupted() -> None:
        with on_their_way(hands, after=lambda _: None) as walking:
            walking.give(STORIES, before=0)
            assert begun.wait(timeout=30)
            threading.Timer(0.2, stopped.set).start()  # the hands are at the first one still when this ends
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert gone == STORIES[:1]
