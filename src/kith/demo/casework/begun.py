"""What people of the demo began to write and have not sent: on some of the families whose next step is theirs."""

from datetime import timedelta

from kith.access import actions as access
from kith.access.models import Actor
from kith.demo import words
from kith.demo.casework.deciding import weigh
from kith.demo.casework.family import Family
from kith.demo.plan import Step
from kith.records import new_id

ONE_IN = 3  # of the families at such a step


def begin_to_write(family: Family) -> None:
    """The officer who has the reports begins with a finding; the lead professional of a child who was heard notes an event."""
    until, case = family.story.until, {"case_id": str(family.case.pk)}
    if family.story.assessor == 0 and len(family.seen) > 1:
        weigh(family, until, count=1)  # the first officer has begun with one of the children, and the others wait
    if family.story.assessor == 0 or family.story.ending or int(family.case.reference.rpartition("-")[2]) % ONE_IN:
        return
    if until is Step.RELEASED and family.officer and family.household and weigh(family, Step.RELEASED):
        said, _, _ = words.finding(family.rng, "age", family.household).text.partition(". ")
        _begin(family, family.officer, "review.record_finding", case | {"factor": "age"}, "Record finding", text=said)
    if until is Step.HEARD and family.lead and family.children:
        child, told = family.children[0]
        said = f"{told.called} said"
        place = case | {"child_id": str(child)}
        _begin(family, family.lead, "welfare.note_event", place, "Note an event", title="At school", significance=said)


def _begin(family: Family, who: Actor, permission: str, ids: dict[str, str], page: str, **typed: str) -> None:
    """As the page keeps it that has the name of its permission."""
    with family.at_desk(who, permission, family.now - timedelta(hours=family.rng.randint(1, 60))) as at:
        access.keep_working_copy(
            view=permission.partition(".")[2], ids=ids, title=page, words={name: [text] for name, text in typed.items()},
            hand=new_id(), shown=None, by=who, at=at,
        )  # fmt: skip
