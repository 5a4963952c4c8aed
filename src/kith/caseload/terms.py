"""Words of the caseload: what a line of a case's timeline says, and what it is about."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class About(TextChoices):
    """What a line of the timeline is about: by this it is filtered."""

    STEPS = "steps", _("Steps of the case")
    PEOPLE = "people", _("People")
    CHILDREN = "children", _("Children")
    SHARED = "shared", _("What crossed")
    REVIEW = "review", _("Review")


OPENED_URGENTLY = _("opened it urgently, for a day")  # on the list of who works on a case, beside the roles

STEPS, PEOPLE, CHILDREN, SHARED, REVIEW = About
HAPPENED: Mapping[str, tuple[About, Promise | str]] = {
    "step_to_confirm": (STEPS, _("The case was opened")),
    "step_confirmed": (STEPS, _("The family was confirmed")),
    "step_under_review": (STEPS, _("The case came under review")),
    "step_decided": (STEPS, _("The decision was served")),
    "step_ended": (STEPS, _("The review ended without a decision")),
    # milestones, by their own codes
    "child_made_known": (CHILDREN, _("The children's side made a child known to the review")),
    "lead_professional_appointed": (CHILDREN, _("A lead professional was appointed")),
    "lead_professional_ended": (CHILDREN, _("The lead professional's appointment ended")),
    "views_recorded": (CHILDREN, _("The child's views were recorded")),
    "views_not_sought_explained": (CHILDREN, _("Why the child's views were not sought was explained")),
    "report_released": (SHARED, _("The report was released")),
    "not_shared": (SHARED, _("The children's side said that it shares nothing of the report")),
    "asks_to_wait": (SHARED, _("The children's side asked to wait")),
    "may_go_on": (SHARED, _("The children's side no longer asks to wait")),
    "identity_open": (PEOPLE, _("Who a person of this family is became an open question")),
    "identity_settled": (PEOPLE, _("Who a person of this family is was settled")),
    "service_planned": (STEPS, _("The handing over of the notice was announced")),
    # the register and the intake
    "joined": (PEOPLE, _("Records were put with this family")),
    "left": (PEOPLE, _("Records were moved to another family")),
    "same": (PEOPLE, _("Two records were judged to be one person")),
    "different": (PEOPLE, _("Two records were judged to be different people")),
    "unsure": (PEOPLE, _("It was not sure whether two records are one person")),
    "taken_back": (PEOPLE, _("A judgement about two records was taken back")),
    # days of steps, of the side that moved them
    "day_moved": (STEPS, _("The day of a step was moved")),
    "day_paused": (STEPS, _("The clock of a step stands still")),
    "day_gone_on": (STEPS, _("The clock of a step goes on")),
    "day_taken_back": (STEPS, _("A change of a step's day was taken back")),
    # the children's side
    "appointed": (CHILDREN, _("Lead professional appointed")),
    "ended": (CHILDREN, _("Lead professional handed over")),
    "event": (CHILDREN, ""),
    "evidence": (CHILDREN, _("Evidence added")),
    "assessed": (CHILDREN, _("Wellbeing was assessed")),
    "heard": (CHILDREN, _("The child's own words were recorded")),
    "not_heard": (CHILDREN, _("Why the child was not asked was written down")),
    "urgent": (CHILDREN, _("Somebody who is not on the team opened the case urgently")),
    "urgent_right": (CHILDREN, _("A coordinator looked at an urgent opening: it was right")),
    "urgent_not_right": (CHILDREN, _("A coordinator looked at an urgent opening: it was not right")),
    "sent_up": (CHILDREN, _("The report was sent up, to be released")),
    # what crossed
    "report": (SHARED, _("The report was asked for")),
    "fresh_check": (SHARED, _("A fresh look at the child was asked for, before a step")),
    "what_helps": (SHARED, _("It was asked what would help to finish the report")),
    "report_moved": (SHARED, _("The day of the report was moved")),
    "released": (SHARED, _("The report was released")),
    "emergency": (SHARED, _("Something was shared at once")),
    "opened": (SHARED, _("The report was opened")),
    "counted": (SHARED, _("It was told what was decided, and how counted what was sent and said")),
    "opened_beside": (SHARED, _("What was shared beside the report was opened")),
    # the review
    "allocated": (REVIEW, _("The case was given to an officer")),
    "weighed": (REVIEW, _("What is best for the child was assessed")),
    "finding": (REVIEW, _("A finding was written")),
    "declared": (REVIEW, _("An officer said whether anything ties them to the family")),
    "reached": (REVIEW, _("The family was reached again")),
    "not_reached": (REVIEW, _("It was tried to reach the family")),
    "paper_checked": (REVIEW, _("It was written down whether somebody looked at the paper file")),
    "excepted": (REVIEW, _("A senior officer wrote why the case cannot wait for a report")),
    "draft": (REVIEW, _("A draft was saved")),
    "invited": (REVIEW, _("The family was told the points against it, and may reply")),
    "received": (REVIEW, _("The family has the invitation to reply")),
    "replied": (REVIEW, _("The family replied")),
    "no_reply": (REVIEW, _("The family's time to reply ended")),
    "recorded": (REVIEW, _("A decision was recorded")),
    "viewed": (REVIEW, _("The second officer recorded an own view")),
    "confirmed": (REVIEW, _("The second officer confirmed the decision")),
    "returned": (REVIEW, _("The second officer returned the decision with reasons")),
    "later_words": (REVIEW, _("The officer wrote why what was said since the decision changes nothing")),
    "later_confirmed": (REVIEW, _("The second officer read what was said since, and agreed that it changes nothing")),
    "later_returned": (REVIEW, _("The second officer read what was said since, and found that it changes something")),
    "ending_proposed": (REVIEW, _("The officer proposed that the review ends without a decision")),
    "ending_confirmed": (REVIEW, _("Another person confirmed that the review ends without a decision")),
    "ending_returned": (REVIEW, _("Another person returned the proposed ending with reasons")),
    "ending_taken_back": (REVIEW, _("That the review had ended was taken back, and it goes on")),
    "letter": (REVIEW, _("A letter was made")),
    "handed_over": (REVIEW, _("The notice was handed over")),
    "notice_returned": (REVIEW, _("The notice came back")),
    "service_renewed": (REVIEW, _("The notice was handed over once more")),
    "challenged": (REVIEW, _("The decision was called into question")),
    "challenge_ended": (REVIEW, _("What came of a challenge to the decision was recorded")),
}
# What only a refusal needs, as `review.rules.TELLING`; the letter is the invitation until the decision is confirmed.
TELLING = frozenset(
    {
        "invited", "received", "replied", "no_reply", "letter", "later_words", "later_confirmed", "later_returned",
        "challenged", "challenge_ended",
    }
)  # fmt: skip
