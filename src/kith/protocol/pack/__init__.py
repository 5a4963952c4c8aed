"""A pack: the arrangement as dated, sourced data. Loading is strict: a broken pack is refused with file and line."""

from kith.protocol.pack.loading import load, read
from kith.protocol.pack.reading import BrokenPack
from kith.protocol.pack.values import (
    Column,
    Criteria,
    Dated,
    Duty,
    Factor,
    Match,
    Order,
    Outcome,
    Pack,
    Party,
    Proposal,
    Proposals,
    Source,
    Transition,
    plain,
)

__all__ = [
    "BrokenPack",
    "Column",
    "Criteria",
    "Dated",
    "Duty",
    "Factor",
    "Match",
    "Order",
    "Outcome",
    "Pack",
    "Party",
    "Proposal",
    "Proposals",
    "Source",
    "Transition",
    "load",
    "plain",
    "read",
]
