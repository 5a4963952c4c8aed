"""Pages of representations, for staff: what was put forward, pages of one's own, and post."""

from kith.representations.pages.post import (
    deal_with_post,
    link_post,
    log_post,
    open_post,
    post,
    post_file,
    post_item,
    set_post_aside,
    take_back_post_link,
    take_up_post,
)
from kith.representations.pages.words import (
    answer,
    family_access,
    give_access,
    hold_back_from,
    mark_sent_file,
    misplace_words,
    record_representation,
    sent_file,
    stop_access,
    words,
)

__all__ = [
    "answer",
    "deal_with_post",
    "family_access",
    "give_access",
    "hold_back_from",
    "link_post",
    "log_post",
    "mark_sent_file",
    "misplace_words",
    "open_post",
    "post",
    "post_file",
    "post_item",
    "record_representation",
    "sent_file",
    "set_post_aside",
    "stop_access",
    "take_back_post_link",
    "take_up_post",
    "words",
]
