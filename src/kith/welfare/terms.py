"""Words of the child's record."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EvidenceKind(TextChoices):
    """Evidence of integration, by where it comes from."""

    SCHOOL = "school", _("school")
    COMMUNITY = "community", _("friends and community")
    HEALTH = "health", _("health")
    VOLUNTEERING = "volunteering", _("volunteering")
    FAITH = "faith", _("faith")
    LANGUAGE = "language", _("language")


class Body(TextChoices):
    """Where somebody who is asked about a child works."""

    SCHOOL = "school", _("a school or nursery")
    HEALTH = "health", _("a doctor, health visitor or hospital")
    CLUB = "club", _("a club, group or team")
    FAITH = "faith", _("a church, mosque or other place of faith")
    OTHER = "other", _("elsewhere")


class GoesOn(TextChoices):
    """Whether an answer may go on to the Home Office, and as whose: the choice of whoever gave it."""

    NAME = "name", _("Yes, under my name")
    ROLE = "role", _("Yes, but as my work and not my name")
    NO = "no", _("No: it stays on the children's side")


class Interpreting(TextChoices):
    """Whether somebody interpreted when a child was heard."""

    NOT_NEEDED = "none", _("None needed")
    PRESENT = "present", _("An interpreter was there")
    MISSING = "missing", _("One was needed, and none was there")


class Away(TextChoices):
    """Why somebody covers for a lead professional: never more than this, and nothing about anybody's health."""

    LEAVE = "leave", _("on leave")
    OTHER_WORK = "other_work", _("at other work")
    AWAY = "away", _("away")


class PlanAnswer(TextChoices):
    """What a child says to what its plan proposes."""

    ACCEPTS = "accepts", _("The child says yes to it")
    REFUSES = "refuses", _("The child says no to it")
    HAS_NOT_SAID = "has_not_said", _("The child was asked and has not said")
    NOT_ASKED = "not_asked", _("The child was not asked")


NEEDS_WORDS = (PlanAnswer.ACCEPTS, PlanAnswer.REFUSES, PlanAnswer.NOT_ASKED)  # the child's own, or why they were not


class WorldSide(TextChoices):
    """The sides of the My World Triangle of GIRFEC's national practice model, as the child might say them."""

    GROW = "grow", _("How I grow and develop")
    NEED = "need", _("What I need from people who look after me")
    WORLD = "world", _("My wider world")


class MatrixPart(TextChoices):
    """The four ends of the two axes of GIRFEC's Resilience Matrix, in words: nothing of it is a number."""

    RESILIENCE = "resilience", _("What is strong in the child")
    VULNERABILITY = "vulnerability", _("What makes the child vulnerable")
    PROTECTION = "protection", _("What protects, around the child")
    ADVERSITY = "adversity", _("What is hard, around the child")


class BesideKind(TextChoices):
    """What stands beside the entries about a child: it is for the children's side to act on, and in no report."""

    ASKED = "asked", _("asked, and not answered yet")
    CONCERN = "concern", _("child protection")
    NAMED_PERSON = "named_person", _("named person")
    ACTION = "action", _("action of the child's plan")


class ReportStep(TextChoices):
    """Where a report is."""

    BEING_ASSEMBLED = "being_assembled", _("being put together by the lead professional")
    WITH_COORDINATOR = "with_coordinator", _("with the coordinator, to release")
    RELEASED = "released", _("released")


class Choice(TextChoices):
    """What is done with one item when a report is put together."""

    GOES = "goes", _("goes into the report")
    HELD_BACK = "held_back", _("held back, with a reason")
    LEFT_OUT = "left_out", _("left out: not needed for this report")


class SharingKind(TextChoices):
    """What a record of sharing is about."""

    RELEASED = "released", _("A report was released")
    EMERGENCY = "emergency", _("Shared in an emergency")
    NO_REPORT = "no_report", _("Nothing was shared of the report that the review asked for")
    NOTHING = "nothing", _("Nothing was shared of what was asked for")
    NOT_ALL = "not_all", _("A part of what was asked for was not shared")


SHARED = (SharingKind.RELEASED, SharingKind.EMERGENCY)


class Receiver(TextChoices):
    """To whom a copy of a child's plan goes."""

    CHILD = "child", _("the child")
    PARENT = "parent", _("a parent or carer")
    SERVICE = "service", _("a service that does something for the child")
    OTHER = "other", _("somebody else")


class ProtectionStep(TextChoices):
    """A step of a concern about a child's safety, as the national guidance names it."""

    SHARED = "shared", _("Shared with police or social work")
    DISCUSSION = "discussion", _("Inter-agency referral discussion held")
    INVESTIGATION = "investigation", _("Investigation begun")
    NOTICE = "notice", _("Notice of the planning meeting given")
    MEETING = "meeting", _("Planning meeting held")
    RECORD = "record", _("Record of the planning meeting sent")
    CORE_GROUP = "core_group", _("Core group met")
    CHANGE = "change", _("Significant change known")
    CHANGE_REPORTED = "reported", _("Change reported to the chair")


class VariationGround(TextChoices):
    """For what a time of child protection may be another one."""

    BEST_INTERESTS = "interests", _("the child's best interests")
    SAFETY = "safety", _("somebody's safety")


TAKEN_BACK = "Taken back by whoever moved it."  # the reason of a day of a report that holds again (`MoreTime.undoes`)
