"""What this side may know of the dates of the children of a case."""

import uuid

from django.utils import timezone
from django.utils.translation import gettext as _

from kith.disclosure.models import DisclosedItem
from kith.register.dates import dates_of, with_dates
from kith.register.models import Case
from kith.register.queries import children_of, names_of
from kith.register.rules.dates import Dates, LifeEvent, life_event
from kith.review.queries.reviews import evidence_of
from kith.ui.dates import day_in_words


def dates_in(case: Case) -> list[tuple[uuid.UUID, str, Dates]]:
    """Each child of a case that this side may know of, as recorded and by name, with all that is told of its dates: by files of
    this side, and by events that were released about the child and opened here. Three queries, whatever the number."""
    children = {child.person.canonical_id: child for child in with_dates(children_of(case))}
    names = names_of(child.person_id for child in children.values())
    released = [(item, life) for item in evidence_of(case) if (life := life_event(item.life))]
    return [
        (
            child.person_id,
            names.get(child.person_id, _("a child of this family")),
            dates_of(
                child,
                [_event(item, life) for item, life in released if item.disclosure.child.canonical_id == canonical],
            ),
        )
        for canonical, child in children.items()
    ]


def _event(item: DisclosedItem, life: LifeEvent) -> tuple[str, None, LifeEvent]:
    released = day_in_words(timezone.localdate(item.disclosure.at))  # when it was written down does not cross
    return _("%(source)s, released %(day)s") % {"source": item.said_by, "day": released}, None, life
