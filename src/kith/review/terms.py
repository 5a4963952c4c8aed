"""Words of the review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ConfirmationVerdict(TextChoices):
    """What the second officer answers. Both are ordinary; neither is a default."""

    CONFIRMED = "confirmed", _("confirmed")
    RETURNED = "returned", _("returned with reasons")


class Relation(TextChoices):
    """How released evidence stands to a finding. Said by the officer, never counted or added up."""

    FOR = "for", _("speaks for staying")
    AGAINST = "against", _("speaks against staying")
    NEITHER = "neither", _("neither")


class WhyReallocated(TextChoices):
    """Why a case goes to another officer. Kept with the audit entry; none of them says anything about the officer."""

    AWAY = "away", _("the officer is away or has left")
    TIE = "tie", _("something ties the officer to the family")
    LOAD = "load", _("to share out the work")


class ServiceMethod(TextChoices):
    """How a letter was handed over."""

    POST = "post", _("recorded post")
    BY_HAND = "by_hand", _("by hand")
    REPRESENTATIVE = "representative", _("to the representative")


class ChallengeKind(TextChoices):
    """How a served decision, or how it was made, is called into question. In the order of their words."""

    COMPLAINT = "complaint", _("a complaint")
    JUDICIAL_REVIEW = "judicial_review", _("a judicial review")
    APPEAL = "appeal", _("an appeal to the tribunal")


class ChallengeResult(TextChoices):
    """What came of it. In the order of their words."""

    NOT_UPHELD = "not_upheld", _("not upheld")
    PARTLY_UPHELD = "partly_upheld", _("partly upheld")
    UPHELD = "upheld", _("upheld")
    WITHDRAWN = "withdrawn", _("withdrawn, or closed without a finding")


class TurnedOn(TextChoices):
    """What a result turned on, so that those who decide can learn from all of them together. In the order of their words."""

    CONDUCT = "conduct", _("how somebody was treated")
    DELAY = "delay", _("how long it took")
    FACTOR = "factor", _("a factor that was not dealt with")
    FACT = "fact", _("a fact that was wrong, or not proved")
    NEW_FACTS = "new_facts", _("new facts since the decision")
    LAW = "law", _("how the law was read")
    BEST_INTERESTS = "best_interests", _("what is best for a child")
    NOT_HEARD = "not_heard", _("who was not heard")


class Claim(TextChoices):
    """What is claimed of every decision that was served, and is worked out from records alone (`rules.strays_in`)."""

    REPORT = (
        "report",
        _("Each child's report was asked for, released and opened before the draft; or two seniors signed why not"),
    )
    BEST = "best", _("What is best for each child was weighed before, by another than whoever decided")
    TOLD = "told", _("Before a refusal, the family had the points against it and replied, or its time was over")
    SECOND = "second", _("Another officer wrote an own view, and then confirmed that version")
    SERVED = "served", _("The notice was made after that, and handed over after that, with proof")


class Shown(TextChoices):
    """What is looked for in a decision that was drawn to be read once more."""

    FACTORS = "factors", _("The reasons deal with each factor, and say what each rests on")
    CHILDREN = "children", _("The reasons show what is best for each child, and what weight it had")
    HEARD = "heard", _("What the family, the child and the school said is met")
    PLAIN = "plain", _("The notice is in words that the family can read")


class TraceWay(TextChoices):
    """How it was tried to reach a family. Never through a school, a surgery or any record of the children's side."""

    LETTER = "letter", _("a letter to the last address given")
    PHONE = "phone", _("the telephone number that the family gave")
    REPRESENTATIVE = "representative", _("their representative")
    REPORTING = "reporting", _("the place where the family reports")


class AskedHow(TextChoices):
    """How a family asked to withdraw: by itself, never through somebody else's word alone."""

    IN_WRITING = "in_writing", _("in writing, by themselves")
    AT_MEETING = "at_meeting", _("at a meeting, by themselves")


class PaperAnswer(TextChoices):
    """What was found of the paper file before a decision."""

    LOOKED_AT = "looked_at", _("it was looked at")
    NONE = "none", _("there is none")
    NOT_FOUND = "not_found", _("it cannot be found")


# Endings of the pack for which a rule asks more than for the others.
EXPLICIT, IMPLICIT, DUPLICATE = "explicit_withdrawal", "implicit_withdrawal", "duplicate"
NO_CASE = frozenset({DUPLICATE, "data_error"})  # these say that there is no case under the reference
OF_COURTS = frozenset(
    {ChallengeKind.APPEAL, ChallengeKind.JUDICIAL_REVIEW}
)  # these put the decision itself into question
IN_FAVOUR = frozenset({ChallengeResult.UPHELD, ChallengeResult.PARTLY_UPHELD})
WHOLE_CASE = "whole_case"  # the finding that weighs everything together
