"""More than one pair of hands: families are independent, so that several processes walk them at once.

A process is given one family at a time on its input and answers with a line. When whoever started it is gone, its input
ends and so does it, after the family that it is at: nothing is left behind, and nothing is half done.
"""

import json
import selectors
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, TextIO  # Any: JSON

from django.utils import timezone

from kith.demo.casework import Stopped, walk
from kith.demo.casework.family import Job
from kith.demo.cast import gather
from kith.demo.plan import Step, Story

DONE = "done"


def walk_together(
    stories: Sequence[Story], said: Callable[[int], None], *, command: Sequence[str], hands: int, env: Mapping[str, str]
) -> None:
    """Let `hands` processes of `command` walk the families. Raises `Stopped` at the first that could not go its way."""
    todo, done = iter(stories), 0
    with selectors.DefaultSelector() as answers:
        started = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(env))
            for _ in range(min(hands, len(stories)))
        ]
        try:
            for child in started:
                _give(child, todo)
                answers.register(child.stdout, selectors.EVENT_READ, child)  # type: ignore[arg-type]
            while answers.get_map():
                for key, _ in answers.select():
                    child = key.data
                    answer = child.stdout.readline().strip()
                    if answer == DONE:
                        done += 1
                        said(done)
                        _give(child, todo)
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
