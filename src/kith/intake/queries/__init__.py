"""Reading intake: what came in, what was judged, what waits."""

from kith.intake.queries.batches import batch_views, batches, judgement_views, judgements, judgements_of
from kith.intake.queries.exports import LINK_COLUMNS, QUEUE_COLUMNS, links, queue
from kith.intake.queries.ledger import Ledger, ledger, said_about, tied_to
from kith.intake.queries.pairs import PairView, last_judgement_of, pair_or_next, pair_view, pairs_for, waiting_pairs
from kith.intake.queries.rows import HeldRow, held_rows

__all__ = [
    "LINK_COLUMNS", "QUEUE_COLUMNS", "HeldRow", "Ledger", "PairView", "batch_views", "batches", "held_rows",
    "judgement_views", "judgements", "judgements_of", "last_judgement_of", "ledger", "links", "pair_or_next",
    "pair_view", "pairs_for", "queue", "said_about", "tied_to", "waiting_pairs",
]  # fmt: skip
