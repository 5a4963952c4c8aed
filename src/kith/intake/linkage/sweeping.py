"""Long work over a whole register, of which nothing can be let go before its end."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def nothing_swept() -> Iterator[None]:
    """Without Python's sweeps for what nobody needs any more: among millions of things that are all needed, to look again and
    again took a sixth of the time, and found nothing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
