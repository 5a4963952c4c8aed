"""A copy of a child's plan for its school: without addresses, and without what only those at home and at the council need."""

import uuid
from typing import Any

from django.utils import timezone

from kith.demo.casework.family import Family
from kith.register.queries import people_of
from kith.welfare import actions as welfare
from kith.welfare.queries import child_of, plan_of
from kith.welfare.rules import chosen_parts, digest_of_copy
from kith.welfare.terms import Receiver

NOT_AT_SCHOOL = ("references", "parents_views")
WHY = "The school needs neither the numbers nor what the parents said at home; nobody should find the family by this paper."


def give_copy(family: Family, child: uuid.UUID, school: str, given: dict[str, Any]) -> None:
    """The school gets a copy of the plan that was just agreed."""
    entry = child_of(family.case, child)
    assert entry is not None
    people = people_of([family.case]).get(family.case.family_id, [])
    read = plan_of(entry, people=people, on=timezone.localdate(given["at"]))
    codes = [
        part.code
        for part in read.parts
        if not (part.is_address or part.is_childs_words or part.code.startswith(NOT_AT_SCHOOL))
    ]
    seen = digest_of_copy(school, Receiver.SERVICE, chosen_parts(read.parts, codes)[0])
    welfare.give_plan_copy(
        entry=entry, receiver=school, kind=Receiver.SERVICE, codes=codes, why_left_out=WHY, seen=seen, by=given["by"],
        at=given["at"],
    )  # fmt: skip
