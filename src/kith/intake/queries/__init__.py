"""Reading intake: what came in, what was judged, what waits."""

from kith.intake.models import CandidatePair as Pair
from kith.intake.queries.alike import Alike, Likely, alike, likely
from kith.intake.queries.batches import FileView, batch_of_file, batch_views, batches, errors_of
from kith.intake.queries.exports import LINK_COLUMNS, QUEUE_COLUMNS, links, queue
from kith.intake.queries.handed import (
    AT_WORK,
    HandedColumn,
    HowFar,
    StagedRow,
    ever_handed,
    facts_of,
    hand_in_of,
    hand_ins_at_work,
    handed_columns,
    handed_file_of,
    handed_files,
    match_of_handed,
    open_hand_ins,
    progress_of,
    staged_rows,
)
from kith.intake.queries.judgements import judgement_view, judgements, judgements_of
from kith.intake.queries.known import (
    agreement,
    answered_otherwise,
    judged_by_two,
    judged_on,
    known_answer_of,
    known_answer_view,
    known_pair_asked,
    last_answer_of,
    otherwise_view,
)
from kith.intake.queries.ledger import Ledger, ledger, said_about, tied_to
from kith.intake.queries.pairs import (
    PairView,
    is_known_to_be,
    next_pair,
    pair_or_next,
    pair_view,
    pairs_for,
    place_in_line,
    waiting_pairs,
)
from kith.intake.queries.rows import HeldRow, held_rows
from kith.intake.queries.taking_back import batch_of, concerns_child, resting_on, taking_back_of, takings_back_at_work
from kith.intake.queries.trying import joins_by

__all__ = [
    "AT_WORK", "LINK_COLUMNS", "QUEUE_COLUMNS", "Alike", "FileView", "HandedColumn", "HeldRow", "HowFar", "Ledger", "Likely",
    "Pair", "PairView", "StagedRow", "agreement", "alike", "answered_otherwise", "batch_of", "batch_of_file", "batch_views",
    "batches", "concerns_child", "errors_of", "ever_handed", "facts_of", "hand_in_of", "hand_ins_at_work", "handed_columns",
    "handed_file_of", "handed_files", "held_rows", "is_known_to_be", "joins_by", "judged_by_two", "judged_on", "judgement_view",
    "judgements", "judgements_of", "known_answer_of", "known_answer_view", "known_pair_asked", "last_answer_of", "ledger",
    "likely", "links", "match_of_handed", "next_pair", "open_hand_ins", "otherwise_view", "pair_or_next", "pair_view",
    "pairs_for", "place_in_line", "progress_of", "queue", "resting_on", "said_about", "staged_rows", "taking_back_of",
    "takings_back_at_work", "tied_to", "waiting_pairs",
]  # fmt: skip
