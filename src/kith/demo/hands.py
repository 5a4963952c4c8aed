"""More than one pair of hands: families are independent, so that several processes walk them at once, while others come in.

A process is given one family at a time on its input and answers with a line. When whoever started it is gone, its input
ends and so does it, after the family that it is at: nothing is left behind, and nothing is half done.
"""

import json
import selectors
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any, TextIO  # Any: JSON

from django.db import connections
from django.utils import timezone

from kith.demo.casework import Stopped, walk
from kith.demo.casework.family import Job
from kith.demo.cast import Cast, gather
from kith.demo.plan import Step, Story

DONE = "done"
LOOKS = 0.5  # seconds between two looks at how far they are
MOST_ASIDE = 10  # families that others changed on their way; where more are stopped, something else is wrong
Said = Callable[[Story, str], None]  # of one family: what stopped it, or nothing
Hands = Callable[[Iterator[Story], Said], None]  # walks families, and says of each how it went


class Walking:
    """Families on their way. Those that are given wait in a line until hands take them, while others are still being planned.

    Whom others change on their way (files that come in meanwhile make it an open question who somebody is, say) is put aside:
    nothing of such a family is kept, and it goes once more when everything is taken in and judged.
    """

    def __init__(self, after: Callable[[int], None]) -> None:
        self.line: SimpleQueue[Story | None] = SimpleQueue()
        self.after = after
        self.done = self.before = self.given = 0
        self.aside: list[Story] = []
        self.end: futures.Future[None]

    def give(self, stories: Sequence[Story], before: int) -> None:
        """These are to be walked; `before` so many were walked at an earlier start. Raises what stopped those given before."""
        if self.end.done():
            self.end.result()
        self.given, self.before = self.given + len(stories), self.before + before
        for story in stories:
            self.line.put(story)

    def say(self, story: Story, stopped: str) -> None:
        """How it went with one family."""
        if not stopped:
            self.done += 1
            self.after(self.done)
        elif len(self.aside) < MOST_ASIDE:
            self.aside.append(story)
        else:
            raise Stopped(stopped)

    def wait(self, progress: Callable[[int, int], None], *, once_more: Callable[[Story], None]) -> None:
        """No more are given. Returns when all have gone their way, those put aside at last; raises what stopped one."""
        self.line.put(None)
        is_over = False
        while not is_over:
            progress(self.before + self.done, self.before + self.given)
            is_over = bool(futures.wait([self.end], LOOKS).done)
        self.end.result()
        for story in self.aside:
            once_more(story)
            self.done += 1
        progress(self.before + self.done, self.before + self.given)


@contextmanager
def on_their_way(hands: Hands, *, after: Callable[[int], None]) -> Iterator[Walking]:
    """Let hands walk the families that are given, beside what is done in here; `after` follows each, with how many are done."""
    walking = Walking(after)

    def walk_all() -> None:
        try:
            hands(iter(walking.line.get, None), walking.say)
        finally:
            connections.close_all()  # those of this thread

    with futures.ThreadPoolExecutor(1) as beside:
        walking.end = beside.submit(walk_all)
        try:
            yield walking
        finally:
            with suppress(Empty):
                while True:  # where it ends early: nothing more is begun
                    walking.line.get_nowait()
            walking.line.put(None)


def one_pair(stories: Iterator[Story], said: Said, *, cast: Cast, make_letters: Job, now: datetime) -> None:
    """Walk the families in this process."""
    for story in stories:
        said(story, walked(story, cast=cast, make_letters=make_letters, now=now))


def walked(story: Story, *, cast: Cast, make_letters: Job, now: datetime) -> str:
    """Walk one family, and say in one line what stopped it."""
    try:
        walk(story, cast=cast, make_letters=make_letters, now=now)
    except Stopped as stopped:
        return str(stopped).splitlines()[0]
    return ""


def walk_together(
    stories: Iterator[Story], said: Said, *, command: Sequence[str], hands: int, env: Mapping[str, str]
) -> None:
    """Let `hands` processes of `command` walk the families. Raises `Stopped` where one of them ends before its work does."""
    at: dict[subprocess.Popen[str], Story] = {}
    with selectors.DefaultSelector() as answers:
        started = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(env))
            for _ in range(hands)
        ]
        try:
            for child in started:
                _give(child, stories, at)
                answers.register(child.stdout, selectors.EVENT_READ, child)  # type: ignore[arg-type]
            while answers.get_map():
                for key, _ in answers.select():
                    child = key.data
                    answer = child.stdout.readline().strip()
                    if answer:
                        said(at[child], "" if answer == DONE else answer)
                        _give(child, stories, at)
                    else:
                        answers.unregister(key.fileobj)
                        if child.wait():
                            raise Stopped(f"a process ended with {child.returncode}")
        finally:
            for child in started:
                with suppress(BrokenPipeError):
                    child.stdin.close()  # type: ignore[union-attr]
            for child in started:
                child.wait()


def _give(child: "subprocess.Popen[str]", todo: Iterator[Story], at: "dict[subprocess.Popen[str], Story]") -> None:
    """The next family, or the end of the input where there is none. Raises `Stopped` where the process is gone."""
    assert child.stdin is not None
    story = next(todo, None)
    if story is None:
        child.stdin.close()
        return
    at[child] = story
    try:
        child.stdin.write(json.dumps(asdict(story)) + "\n")
        child.stdin.flush()
    except BrokenPipeError as gone:
        raise Stopped(f"a process ended with {child.wait()}") from gone


def walk_as_told(told: TextIO, answers: TextIO, *, make_letters: Job) -> None:
    """Walk the families that come line by line; each is answered: `DONE`, or what stopped it."""
    cast, now = gather(), timezone.now()
    for line in iter(told.readline, ""):
        stopped = walked(_story(json.loads(line)), cast=cast, make_letters=make_letters, now=now)
        answers.write(f"{stopped or DONE}\n")
        answers.flush()


def _story(said: dict[str, Any]) -> Story:
    return Story(**said | {"until": Step(said["until"]), "twists": tuple(Step(twist) for twist in said["twists"])})
