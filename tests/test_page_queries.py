"""Every page of casework asks the database the same number of questions for one child and for many, and at most fifteen.

Counted as Django counts: what begins and ends the transaction, enters the side, reads the session and writes the audit
entry is among them. Pages of the review are counted by its own tests.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from kith.access.roles import PERMISSIONS
from kith.access.side import side
from kith.access.terms import FactSide, Role, Side
from kith.disclosure import actions as disclosure
from kith.documents.tests.factories import PDF, upload
from kith.protocol.pack import load
from kith.register import actions as register
from kith.register.models import Case, CaseTeamMember
from kith.register.terms import PaperStep
from kith.representations import actions as representations
from kith.representations.terms import PostWay, Voice, Wish
from kith.review import actions as review
from kith.review.tests.factories import START, Walk
from kith.welfare import actions as welfare
from kith.welfare.queries import candidates_for, items_about, reading_of
from kith.welfare.rules import OnSharing, propose_lead
from kith.welfare.terms import Choice
from tests.factories import ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
MOST = 15
PARTS = (
    "caseload", "register", "disclosure", "representations", "welfare", "intake", "safeguards", "reporting", "access",
    "keeping",
)  # fmt: skip
PACK = load()


@dataclass
class World:
    """One case on which everything happened, with `children` children and `items` of each thing written about each; and
    as many other cases beside it. `lead` and `officer` say who has it."""

    cast: Cast
    children: int
    items: int
    lead: str = ""
    kwargs: dict[str, object] = field(default_factory=dict)

    def make(self) -> "World":
        made = make_case(self.cast, children=self.children)
        for _ in range(self.items * 3):
            make_case(self.cast, children=2, confirmed=False)
        for _ in range(self.items):
            make_case(self.cast, children=2)
        manager, coordinator = self.cast["manager"], self.cast["coordinator"]
        with side(Side.DECISION, actor_id=manager.pk):
            opened = review.allocate(case=made.case, officer=self.cast["officer"], pack=PACK, by=manager, at=START)
            review.ask_for_best_interests(review=opened, officer=self.cast["officer_two"], by=manager, at=START)
        for child in made.children:
            with side(Side.WELFARE, actor_id=coordinator.pk):
                people = {c.id: person for person, c in candidates_for(made.case, START)}
                chosen = propose_lead([c for _, c in candidates_for(made.case, START)], case=made.case.pk)
                lead = people[chosen]
                welfare.appoint_lead_professional(
                    case=made.case, child=child, professional=lead, by=coordinator, at=START
                )
            self.lead = "lead" if lead == self.cast["lead"] else "lead_two"
            with side(Side.DECISION, actor_id=manager.pk):
                request = disclosure.ask_for_report(
                    case=made.case, child=child, due_on=START.date() + timedelta(28), by=manager, at=START
                )
            with side(Side.WELFARE, actor_id=lead.pk):
                given = {"case": made.case, "child": child, "by": lead, "at": START}
                for n in range(self.items):
                    day = date(2020 + n % 5, 8, 12)
                    welfare.note_event(
                        title="Began school", happened_from=day, source="school", files=[upload(f"{n}.png")], **given
                    )
                    welfare.add_evidence(
                        kind="school", title="Letter", text="Reads well.", said_by="Ms Orr", said_on=day,
                        files=[upload(f"{n}.pdf", PDF)], **given,
                    )  # fmt: skip
                    welfare.record_assessment(indicators={"safe": {"strengths": "Yes.", "challenges": ""}}, **given)
                    welfare.record_named_person(
                        name=f"Ms Orr {n}", role="head teacher", service="School", from_on=day, **given
                    )
                    welfare.agree_plan(needs=f"Quiet, {n}.", review_on=START.date() + timedelta(90), **given)
                    welfare.plan_action(
                        need=f"Need {n}", action="a", outcome="o", how_seen="h", responsible="r", by_on=day, **given
                    )
                    welfare.ask_for_contribution(
                        name=f"Ms Orr {n}", role="teacher", organisation="School", body="school", child_called="A",
                        question="How is she?", why="For the review.", phone="1", **given,
                    )  # fmt: skip
                    welfare.record_childs_views(
                        was_sought=True, told_who_reads=True, words="I like it here.", may_share=True,
                        files=[upload("drawing.png")], **given,
                    )  # fmt: skip
                report = welfare.assemble_report(
                    request=request, chosen=[welfare.Chosen(i.kind, i.id, Choice.GOES, "") for i in items_about(child)],
                    analysis="Settled.", purpose="p", basis="b", is_shared_anyway=True, was_told=True, expected=0,
                    said=OnSharing(necessity="n", condition="safeguarding", views="v"),
                    by=lead, at=START,
                )  # fmt: skip
                welfare.send_up_report(report=report, expected=report.version, by=lead, at=START)
                report.refresh_from_db()
            with side(Side.WELFARE, actor_id=coordinator.pk):
                seen = reading_of(report).preview.seen
                released = welfare.release_report(report=report, seen_sha256=seen, by=coordinator, at=START)
            for reader in ("officer", "manager")[: self.items]:
                with side(Side.DECISION, actor_id=self.cast[reader].pk):
                    disclosure.open_disclosure(disclosure=released, by=self.cast[reader], at=START)
        walk = Walk(self.cast, opened, made.children, START).weigh_children().sit(self.items).find().declare().draft()
        walk.view(walk.decide())
        for child in made.children:  # last: while a worry is open, or words are not answered, nothing is decided
            with side(Side.WELFARE, actor_id=lead.pk):
                for n in range(self.items):
                    welfare.raise_concern(case=made.case, child=child, words=f"Worry {n}.", by=lead, at=START)
        with side(Side.DECISION, actor_id=self.cast["officer"].pk):
            for n in range(self.items):
                representations.record_representation(
                    case=made.case, voice=Voice.SOLICITOR, said_by="A. Reid", said_on=START.date(), wish=Wish.WORDS,
                    words=f"Nine years, {n}.", side=FactSide.DECISION, files=[upload(f"{n}.png")], by=self.cast["officer"],
                    at=START,
                )  # fmt: skip
        self.kwargs = {"case_id": made.case.pk, "child_id": made.children[0], "item_id": self.post_and_paper(made.case)}
        return self

    def post_and_paper(self, case: Case) -> uuid.UUID:
        """Post in every state and files on paper with a way; gives the item that is linked to the case."""
        registrar = self.cast["registrar"]
        came = {"received_on": START.date(), "sender": "A. Reid", "way": PostWay.POST, "by": registrar, "at": START}
        with side(Side.REGISTRY, actor_id=registrar.pk):
            for n in range(self.items):
                representations.log_post(**came)
                representations.log_post(**came, is_open=True)
                linked = representations.log_post(**came, is_open=True)
                representations.link_post(place=linked, case=case, by=registrar, at=START)
                file = register.add_paper_file(case=case, cover=f"A {n}", by=registrar, at=START)
                for kind in (PaperStep.IS_AT, PaperStep.ASKED_FOR):
                    register.record_paper_step(file=file, kind=kind, place="Store 4", by=registrar, at=START)
        return linked.item_id

    def readers(self) -> dict[Role, Client]:
        """Someone of each role who may open the case."""
        with side(Side.DECISION, actor_id=self.cast["manager"].pk):
            team = CaseTeamMember.objects.filter(case=self.kwargs["case_id"])
            on_team = set(team.values_list("actor_id", flat=True))
        names = (
            "registrar", "coordinator", self.lead, "manager", "officer",
            next(name for name in ("second", "second_two") if self.cast[name].pk in on_team), "statistician", "auditor",
            "administrator",
        )  # fmt: skip
        clients = {ROLES[name][1]: Client() for name in names}
        for name, client in zip(names, clients.values(), strict=True):
            client.force_login(self.cast[name].user)
        return clients


def addresses(kwargs: dict[str, object]) -> Iterator[tuple[str, str, str | None]]:
    """Name, address and permission of every page of these parts that needs no more than a case and a child."""
    for part in get_resolver().url_patterns:
        for pattern in part.url_patterns:
            wanted = set(pattern.pattern.converters)
            if pattern.callback.__module__.split(".")[1] in PARTS and wanted <= set(kwargs):
                yield (
                    pattern.name,
                    reverse(pattern.name, kwargs={name: kwargs[name] for name in wanted}),
                    pattern.callback.permission,
                )
    yield "find", reverse("find") + "?words=tesfay", "caseload.find"
    yield "my_caseload", reverse("my_caseload") + "?where=all", "caseload.my_caseload"


def counted(world: World) -> dict[tuple[str, str], int]:
    """The number of queries of every page for everyone who may open it; what leads elsewhere or only takes is left out."""
    found = {}
    for role, client in world.readers().items():
        for name, path, permission in addresses(world.kwargs):
            if permission and role in PERMISSIONS[permission]:
                with CaptureQueriesContext(connection) as asked:
                    answer = client.get(path)
                if answer.status_code == 200:
                    found[str(role), name] = max(len(asked), found.get((str(role), name), 0))
    return found


def test_pages_ask_the_same_number_of_questions_for_one_and_for_many(cast: Cast) -> None:
    few = counted(World(cast, children=1, items=1).make())
    many = counted(World(cast, children=4, items=5).make())
    assert {key: (few.get(key), many.get(key)) for key in {*few, *many} if few.get(key) != many.get(key)} == {}
    assert {key: count for key, count in many.items() if count > MOST} == {}
    read = {name for _, name in many}
    assert {"case", "case_people", "case_history", "find", "my_caseload", "child", "preview_report", "shared"} <= read
    assert {"child_protection", "concerns", "childs_plan", "give_plan_copy"} <= read
    assert {"post", "post_item", "deal_with_post", "words", "paper_files", "paper_files_missed"} <= read
    assert {"safeguards", "record_welfare_check", "welfare_checks", "letters", "proposals"} <= read
    assert {"accounts", "add_person", "add_agency"} <= read
