"""The model's blocks as keys: rows that the batch compares share one, and no others do (but for a chance of 2^-64)."""

from collections.abc import Iterator
from hashlib import blake2b

from kith.intake.linkage.comparable import Comparable
from kith.intake.linkage.model import BLOCKS, Block


def kept_keys(row: Comparable) -> list[int]:
    """What a row is found by, as numbers of 64 bits. What they were made from cannot be read from them."""
    return list(dict.fromkeys(_hashed(block.columns, values) for block, values in _values(row) if not block.asks))


def asked_keys(row: Comparable) -> list[int]:
    """What is asked for, to find every row that the batch would compare with this one."""
    return list(dict.fromkeys(_hashed(block.columns, values) for block, values in _values(row)))


def meet(a: Comparable, b: Comparable) -> bool:
    """Whether the batch compares two rows: what keys find is looked at once more, since two values may make one number."""
    kept = {(block.columns, values) for block, values in _values(a) if not block.asks}
    return any((block.columns, values) in kept for block, values in _values(b))


def _values(row: Comparable) -> Iterator[tuple[Block, tuple[str, ...]]]:
    """Each block that a row is in, with its values. A block that asks other columns than it keeps (given and family name
    swapped) has the same keys as the one that keeps these."""
    for block in BLOCKS:
        values = tuple(getattr(row, name) for name in block.asks or block.columns)
        if None in values or (block.filled and not getattr(row, block.filled)):
            continue
        if not (block.but_first_january and row.first_january):
            yield block, tuple(map(str, values))


def _hashed(columns: tuple[str, ...], values: tuple[str, ...]) -> int:
    text = "\x1f".join((*columns, *values))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), signed=True)
