"""Families on their way while others come in: all that are given go, what stops one is said, and nothing more is begun then."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from kith.demo.casework import Stopped
from kith.demo.hands import DONE, MOST_ASIDE, Said, on_their_way, walk_together
from kith.demo.plan import Step, Story

STORIES = [Story(f"case {number}", Step.HEARD) for number in range(8)]
MANY = [Story(f"case {number}", Step.HEARD) for number in range(MOST_ASIDE + 5)]


def nobody(story: Story) -> None:
    raise AssertionError(f"{story.case} was put aside")


def in_order(one: tuple[Story, str]) -> int:
    return MANY.index(one[0])


def saying(what: str) -> list[str]:
    """A process that gives this answer to whatever it is told."""
    return [sys.executable, "-c", f"import sys\nfor line in sys.stdin: print({what!r}, flush=True)"]


def walk_all(stories: list[Story], hands: Callable[[Iterator[Story], Said], None]) -> list[Story]:
    """Give all of these, and wait. Returns those that went once more."""
    again: list[Story] = []
    with on_their_way(hands, after=lambda _: None) as walking:
        walking.give(stories, before=0)
        walking.wait(lambda *_: None, once_more=again.append)
    return again


def test_all_that_are_given_go_their_way_in_order_and_are_counted() -> None:
    gone, seen, after = [], [], []

    def hands(stories: Iterator[Story], said: Said) -> None:
        for story in stories:
            gone.append(story)
            said(story, "")

    with on_their_way(hands, after=after.append) as walking:
        walking.give(STORIES[:3], before=2)
        walking.give(STORIES[3:], before=1)
        walking.wait(lambda done, total: seen.append((done, total)), once_more=nobody)
    assert gone == STORIES
    assert after == list(range(1, 9))
    assert seen[-1] == (3 + 8, 3 + 8)


def test_whom_others_changed_on_their_way_go_once_more_when_all_is_taken_in() -> None:
    def hands(stories: Iterator[Story], said: Said) -> None:
        for story in stories:
            said(story, "identity_open" if story in STORIES[2:4] else "")

    assert walk_all(STORIES, hands) == STORIES[2:4]


def test_what_stops_one_once_more_or_many_at_once_is_raised() -> None:
    def hands(stories: Iterator[Story], said: Said) -> None:
        for story in stories:
            said(story, f"{story.case}, heard: no")

    with pytest.raises(Stopped, match=f"case {MOST_ASIDE}, heard: no"):
        walk_all(MANY, hands)

    def stop(story: Story) -> None:
        raise Stopped(story.case)

    with on_their_way(hands, after=lambda _: None) as walking:
        walking.give(STORIES[:1], before=0)
        with pytest.raises(Stopped, match="case 0"):
            walking.wait(lambda *_: None, once_more=stop)


def test_what_ends_the_hands_is_raised_before_more_is_given() -> None:
    def hands(stories: Iterator[Story], said: Said) -> None:
        next(stories)
        raise Stopped("gone")

    with on_their_way(hands, after=lambda _: None) as walking:
        walking.give(STORIES[:1], before=0)
        with pytest.raises(Stopped, match="gone"):
            walking.end.result(timeout=30)
        with pytest.raises(Stopped, match="gone"):
            walking.give(STORIES[1:], before=0)


def test_where_it_ends_early_the_family_on_its_way_arrives_and_no_other_is_begun() -> None:
    gone: list[Story] = []
    begun, stopped = threading.Event(), threading.Event()

    def hands(stories: Iterator[Story], said: Said) -> None:
        for story in stories:
            begun.set()
            stopped.wait()
            gone.append(story)
            said(story, "")

    def interrupted() -> None:
        with on_their_way(hands, after=lambda _: None) as walking:
            walking.give(STORIES, before=0)
            assert begun.wait(timeout=30)
            threading.Timer(0.2, stopped.set).start()  # the hands are at the first one still when this ends
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert gone == STORIES[:1]


def test_processes_answer_for_each_family_which_it_was() -> None:
    said: list[tuple[Story, str]] = []
    walk_together(iter(MANY), lambda *one: said.append(one), command=saying(DONE), hands=3, env={})
    assert sorted(said, key=in_order) == [(story, "") for story in MANY]
    said.clear()
    walk_together(iter(STORIES), lambda *one: said.append(one), command=saying("KI-7, heard: no"), hands=2, env={})
    assert sorted(said, key=in_order) == [(story, "KI-7, heard: no") for story in STORIES]


def test_a_process_that_is_gone_is_said_and_the_others_are_closed() -> None:
    with pytest.raises(Stopped, match="a process ended with 3"):
        walk_together(
            iter(STORIES), lambda *_: None, command=[sys.executable, "-c", "raise SystemExit(3)"], hands=3, env={}
        )
