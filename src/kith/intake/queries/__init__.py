"""Reading intake: what came in, what was judged, what waits."""

from kith.intake.models import CandidatePair as Pair
from kith.intake.queries.batches import FileView, batch_of_file, batch_views, batches, errors_of
from kith.intake.queries.exports import LINK_COLUMNS, QUEUE_COLUMNS, links, queue
from kith.intake.queries.judgements import judgement_view, judgements, judgements_of, last_judgement_of
from kith.intake.queries.ledger import Ledger, ledger, said_about, tied_to
from kith.intake.queries.pairs import (
    PairView,
    pair_or_next,
    pair_view,
    pairs_for,
    place_in_line,
    waiting_pairs,
)
from kith.intake.queries.rows import HeldRow, held_rows

__all__ = [
    "LINK_COLUMNS", "QUEUE_COLUMNS", "FileView", "HeldRow", "Ledger", "Pair", "PairView", "batch_of_file",
    "batch_views", "batches", "errors_of", "held_rows", "judgement_view", "judgements", "judgements_of",
    "last_judgement_of", "ledger", "links", "pair_or_next", "pair_view", "pairs_for", "place_in_line", "queue",
    "said_about", "tied_to", "waiting_pairs",
]  # fmt: skip
