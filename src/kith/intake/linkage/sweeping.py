"""Long work over a whole register, of which nothing can be let go before its end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock, _at_work = Lock(), [0]


@contextmanager
def nothing_swept() -> Iterator[None]:
    """Without Python's sweeps for what nobody needs any more: among millions of things that are all needed, to look again and
    again took a sixth of the time, and found nothing. Several at once may say so; sweeping goes on after the last."""
    with _lock:
        _at_work[0] += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _at_work[0] -= 1
            if not _at_work[0]:
                gc.enable()
