"""More than one pair of hands: families are independent, so that several processes walk them at once, while others come in.

A process is given one family at a time on its input and answers with a line. When whoever started it is gone, its input
ends and so does it, after the family that it is at: nothing is left behind, and nothing is half done.
"""

import json
import selectors
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from queue import SimpleQueue
from typing import Any, TextIO  # Any: JSON

from django.db import connections
from django.utils import timezone

from kith.demo.casework import Stopped, walk
from kith.demo.casework.family import Job
from kith.demo.cast import Cast, gather
from kith.demo.plan import Step, Story

DONE = "done"
LOOKS = 0.5  # seconds between two looks at how far they are
Hands = Callable[[Iterator[Story], Callable[[], None]], None]  # walks families, and says so after each


class Walking:
    """Families on their way. Those that are given wait in a line until hands take them, while others are still being planned."""

    def __init__(self) -> None:
        self.line: SimpleQueue[Story | None] = SimpleQueue()
        self.done = self.before = self.given = 0
        self.end: futures.Future[None]

    def give(self, stories: Sequence[Story], before: int) -> None:
        """These are to be walked; `before` so many were walked at an earlier start."""
        self.given, self.before = self.given + len(stories), self.before + before
        for story in stories:
            self.line.put(story)

    def wait(self, progress: Callable[[int, int], None]) -> None:
        """No more are given. Returns when all have gone their way; raises what stopped one."""
        self.line.put(None)
        is_over = False
        while not is_over:
            progress(self.before + self.done, self.before + self.given)
            is_over = bool(futures.wait([self.end], LOOKS).done)
        self.end.result()
        progress(self.before + self.done, self.before + self.given)


@contextmanager
def on_their_way(hands: Hands, *, after: Callable[[int], None]) -> Iterator[Walking]:
    """Let hands walk the families that are given, beside what is done in here; `after` follows each, with how many are done."""
    walking = Walking()

    def said() -> None:
        walking.done += 1
        after(walking.done)

    def walk_all() -> None:
        try:
            hands(iter(walking.line.get, None), said)
        finally:
            connections.close_all()  # those of this thread

    with futures.ThreadPoolExecutor(1) as beside:
        walking.end = beside.submit(walk_all)
        try:
            yield walking
        finally:
            while not walking.line.empty():  # where it ends early: nothing more is begun
                walking.line.get()
            walking.line.put(None)


def one_pair(
    stories: Iterator[Story], said: Callable[[], None], *, cast: Cast, make_letters: Job, now: datetime
) -> None:
    """Walk the families in this process."""
    for story in stories:
        walk(story, cast=cast, make_letters=make_letters, now=now)
        said()


def walk_together(
    stories: Iterator[Story], said: Callable[[], None], *, command: Sequence[str], hands: int, env: Mapping[str, str]
) -> None:
    """Let `hands` processes of `command` walk the families. Raises `Stopped` at the first that could not go its way."""
    with selectors.DefaultSelector() as answers:
        started = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(env))
            for _ in range(hands)
        ]
        try:
            for child in started:
                _give(child, stories)
                answers.register(child.stdout, selectors.EVENT_READ, child)  # type: ignore[arg-type]
            while answers.get_map():
                for key, _ in answers.select():
                    child = key.data
                    answer = child.stdout.readline().strip()
                    if answer == DONE:
                        said()
                        _give(child, stories)
                    elif answer:
                        raise Stopped(answer)
                    else:
                        answers.unregister(key.fileobj)
                        if child.wait():
                            raise Stopped(f"a process ended with {child.returncode}")
        finally:
            for child in started:
                child.stdin.close()  # type: ignore[union-attr]
            for child in started:
                child.wait()


def _give(child: "subprocess.Popen[str]", todo: Iterator[Story]) -> None:
    """The next family, or the end of the input where there is none."""
    assert child.stdin is not None
    story = next(todo, None)
    if story is None:
        child.stdin.close()
        return
    child.stdin.write(json.dumps(asdict(story)) + "\n")
    child.stdin.flush()


def walk_as_told(told: TextIO, answers: TextIO, *, make_letters: Job) -> bool:
    """Walk the families that come line by line; each is answered. Returns whether every one could go its way."""
    cast, now = gather(), timezone.now()
    for line in iter(told.readline, ""):
        try:
            walk(_story(json.loads(line)), cast=cast, make_letters=make_letters, now=now)
        except Stopped as stopped:
            answers.write(f"{str(stopped).splitlines()[0]}\n")
            answers.flush()
            return False
        answers.write(f"{DONE}\n")
        answers.flush()
    return True


def _story(said: dict[str, Any]) -> Story:
    return Story(**said | {"until": Step(said["until"]), "twists": tuple(Step(twist) for twist in said["twists"])})
