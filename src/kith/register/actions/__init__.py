"""Verbs of the register: people, families and cases, and where files on paper are."""

from kith.register.actions.clocks import go_on_with_clock, move_day, pause_clock, take_back_day
from kith.register.actions.families import (
    CHUNK,
    Arranged,
    FamilyPlan,
    NewFact,
    NewMember,
    NewName,
    NewPerson,
    NewResidence,
    arrange_families,
    assemble_families,
    confirm_family,
    join_team,
    list_children,
    open_cases,
    reach_step,
    record_people,
    say_not_a_child,
    say_who_is_a_child,
)
from kith.register.actions.leaving import close_empty_cases, leave_team, take_people_out
from kith.register.actions.papers import add_paper_file, record_paper_step
from kith.register.actions.settling import Settled, settle_fact, take_back_settled

__all__ = [
    "CHUNK",
    "Arranged",
    "FamilyPlan",
    "NewFact",
    "NewMember",
    "NewName",
    "NewPerson",
    "NewResidence",
    "Settled",
    "add_paper_file",
    "arrange_families",
    "assemble_families",
    "close_empty_cases",
    "confirm_family",
    "go_on_with_clock",
    "join_team",
    "leave_team",
    "list_children",
    "move_day",
    "open_cases",
    "pause_clock",
    "reach_step",
    "record_paper_step",
    "record_people",
    "say_not_a_child",
    "say_who_is_a_child",
    "settle_fact",
    "take_back_day",
    "take_back_settled",
    "take_people_out",
]
