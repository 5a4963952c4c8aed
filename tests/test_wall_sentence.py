"""A sentence that a school wrote: the lead professional reads it and holds it back, and nothing of it ever crosses.

A family goes the whole way from agencies' files to a refusal with its letters, by pages alone. Then everything that the
decision side can get hold of is gone through; `test_wall_lengths.py` compares it with a way on which much more was held back.
"""

import itertools
import json
import logging
import os
import re
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from kith.access.gate import NotYours, entered
from kith.access.models import Actor, AuditEntry
from kith.access.side import side
from kith.access.terms import ROLE_SIDES, Side
from kith.demo.papers import letter
from kith.disclosure.models import Disclosure
from kith.documents.models import Document
from kith.intake.actions import take_in
from kith.intake.models import SourceRow
from kith.intake.tests import files
from kith.protocol.pack import load
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.models import Case, CaseTeamMember
from kith.reporting.models import Release
from kith.representations.models import PostItem
from kith.review.jobs import make_letters
from kith.review.models import Challenge, Decision, Letter
from kith.safeguards.models import Clearance, Hold, Incident
from kith.site.database import declared
from kith.site.pages import every_page
from tests.answers import text_of
from tests.factories import ROLES, Cast
from tests.journeys.test_whole_way import hidden

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
SENTENCE = "She cried in class when the quinceblossom letter came."
SPELLING = "Quinceblossom"  # in the school's way of writing the child's name
REASON = "Her quinceblossom trust would be lost."
MARKED = re.compile("quinceblossom", re.IGNORECASE)
DECIDING = [name for name, (_, role, _) in ROLES.items() if ROLE_SIDES[role] == Side.DECISION]
FACTORS = [factor.code for factor in load().criteria("paragraph_395c").factors] + ["whole_case"]
SignIn, SIGNING_OUT = Callable[[str], Client], ("leave_page", "end_sessions", "sign_out")


@dataclass
class Way:
    """One family on its way, and who walks with it."""

    cast: Cast
    signed_in: SignIn
    held_back: tuple[str, ...]  # what is written in the child's record and does not cross
    case: Case = field(init=False)
    child: uuid.UUID = field(init=False)

    def done(self, name: str, path: str, **given: object) -> None:
        client = self.signed_in(name)
        answer = client.post(path, hidden(client, path) | given)
        assert answer.status_code == 302, answer.content.decode()

    def read(self, name: str, path: str) -> str:
        answer = self.signed_in(name).get(path)
        assert answer.status_code == 200, path
        return str(answer.content.decode())

    @property
    def at(self) -> str:
        return f"/cases/{self.case.pk}"

    @property
    def of_child(self) -> str:
        return f"{self.at}/children/{self.child}"

    def come_in(self, folder: Path) -> None:
        """The Home Office's list and a school's roll, whose row holds the sentence and the spelling."""
        home = {"Address": "46 High Street", "Town": "Glasgow", "Postcode": "ZF8 2BT"}
        given = [
            files.home_office(
                folder,
                files.person("H1", "Selam", "Tesfay", "01/01/1985", ref="P100001", **home),
                files.person("H2", "Yonas", "Tesfay", "25/05/2016", ref="P100002", **home),
            ),
            files.written(
                folder, "school_roll.csv", (*files.SCHOOL, "Remarks"),
                [
                    files.pupil("S1", f"TESFAY, Yonas {SPELLING}", "25/05/2016", **{
                        "Home address": "46 High Street", "Town": "Glasgow", "Postcode": "ZF8 2BT",
                        "Parent or carer": f"Selam Tesfay, {SPELLING} House", "Remarks": SENTENCE,
                    })
                ],
            ),
        ]  # fmt: skip
        with entered(self.cast["registrar"], "intake.take_in", at=timezone.now()) as passage:
            taken = take_in(files=given, by=passage.actor, at=passage.at)
            assert taken.counts["errors"] == 0
            assert SENTENCE in SourceRow.objects.get(record_id="S1").cells
            self.case = Case.objects.get()
        form = self.signed_in("registrar").get(f"{self.at}/confirm-family/").context["form"]
        (young,) = form.initial["children"]
        self.child = uuid.UUID(young)
        self.done("registrar", f"{self.at}/confirm-family/", children=young)

    def write_review(self) -> None:
        """An officer who does all that can be done as soon as the review is open."""
        review = f"{self.at}/review"
        self.done("manager", "/allocate/", case=str(self.case.pk), officer=str(self.cast["officer"].pk))
        self.done("officer", f"{review}/ask-for-report/")
        self.done("officer", f"{review}/conflict/", has_conflict="no")
        self.done(
            "officer", f"{review}/paper-file/", answer="none", searched="Store 4.", reason="None was ever made here."
        )
        self.have_post()

    def have_post(self) -> None:
        """Two items with the registry, from whoever knows the spelling: one waits, and says the sentence; a third is linked to
        the case, and its officer deals with it."""
        came = {"received_on": "1 June 2026", "way": "post", "is_open": "on"}
        self.done("registrar", "/post/log/", sender=SENTENCE, written=SPELLING, **came)
        self.done("registrar", "/post/log/", sender=f"{SPELLING} House", **came)
        self.done("registrar", "/post/log/", sender="A. Reid", written=self.case.reference, **came)
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            item = PostItem.objects.get(sender="A. Reid")
        link = self.signed_in("registrar").post(f"/post/{item.pk}/link/{self.case.pk}/")
        assert link.status_code == 302
        self.done("officer", f"{self.at}/post/{item.pk}/", how="nothing", reason="A change of address.")

    def hear_child(self) -> None:
        """The lead professional reads what the school said, writes it down with more, and holds it back."""
        self.done(
            "coordinator", f"{self.of_child}/appoint/", professional=str(self.cast["lead"].pk), reason="knows them"
        )
        assert SPELLING in self.read("lead", f"{self.at}/people/")
        self.done(
            "lead", f"{self.of_child}/views/", was_sought="yes", words="I want to stay.", may_share="yes",
            told_who_reads="on",
        )  # fmt: skip
        school = {"kind": "school", "said_by": "Ms Orr", "said_on": "1 June 2026"}
        self.done("lead", f"{self.of_child}/evidence/", title="Report card", text="He reads above his age.",
                  files=[letter("Card.pdf", "He reads above his age.")], **school)  # fmt: skip
        for words in self.held_back:
            self.done("lead", f"{self.of_child}/evidence/", title=f"Talk: {words[:60]}", text=words,
                      files=[letter(f"{SPELLING} {words[:60]}.pdf", words)], **school)  # fmt: skip
        assert SENTENCE in self.read("lead", f"{self.of_child}/")
        self.done("lead", f"{self.of_child}/check/", needs=SENTENCE, harm_is_foreseen="yes", harm=SENTENCE)
        self.done("lead", f"{self.at}/safeguards/hold/", reason=SENTENCE)
        noted = {"step": "home_visit", "happened_on": "1 June 2026", "words": SENTENCE}
        self.done("lead", f"{self.at}/safeguards/incident/", **noted)
        self.done("lead_two", "/urgent/open/", reference=self.case.reference, reason=SENTENCE)
        look = re.search(rf"{self.at}/urgent/[0-9a-f-]+/", self.read("coordinator", "/urgent/"))[0]
        self.done("coordinator", look, was_right="yes", words=SENTENCE, family_is_told="yes")
        self.done("asker", "/clearance/", reference=self.case.reference, step="removal")
        form = self.signed_in("lead").get(f"{self.of_child}/report/").context["form"]
        chosen = {}
        for item in form.items:
            chosen[f"choice_{item.id}"] = "held_back" if MARKED.search(item.title + item.text) else "goes"
            chosen[f"why_{item.id}"] = REASON if chosen[f"choice_{item.id}"] == "held_back" else ""
        assert list(chosen.values()).count("held_back") == 2 * len(self.held_back)  # each with its file
        self.done(
            "lead", f"{self.of_child}/report/", **chosen, analysis="Settled here.", purpose="To inform the review.", basis="b",
            is_shared_anyway="yes", was_told="yes", version="0", necessity="n", condition="safeguarding", views="v",
        )  # fmt: skip
        preview = f"{self.of_child}/report/preview/"
        version = self.signed_in("lead").get(preview).context["report"].version
        self.done("lead", f"{self.of_child}/report/send-up/", version=version)
        answer = self.signed_in("coordinator").get(preview)
        assert SENTENCE in answer.content.decode()
        self.done("coordinator", f"{self.of_child}/report/release/", seen=answer.context["reading"].preview.seen)
        with side(Side.DECISION, actor_id=self.cast["officer"].pk):
            released = Disclosure.objects.get()
            assert released.is_partial
        self.done("officer", f"{self.at}/shared/{released.pk}/open/")

    def decide(self) -> None:
        """A refusal, with the points against answered, another officer for the child and a second for the decision."""
        review = f"{self.at}/review"
        with side(Side.DECISION, actor_id=self.cast["manager"].pk):
            CaseTeamMember.objects.create(
                case=self.case, actor=self.cast["officer_two"], side=Side.DECISION, role="review_officer",
                from_at=timezone.now(),
            )  # fmt: skip
        self.done("officer_two", f"{review}/best-interests/{self.child}/", text="To stay at school.")
        for factor in FACTORS:
            self.done("officer", f"{review}/finding/{factor}/", text=f"On {factor}.", after="")
        self.done(
            "officer", f"{review}/draft/", outcome="claim_refused", reasons="For these reasons.",
            how_it_counted="It counted.", points_against="They were away.", after="0",
        )  # fmt: skip
        self.done("officer", f"{review}/invite-reply/")
        assert make_letters(timezone.now()) == 1
        today = timezone.localdate()
        self.done("officer", f"{review}/receipt/", method="post", proof="AB 1", day=today.isoformat())
        self.done("officer", f"{review}/reply/", was_given="yes", words="We were not.", considered="Weighed.")
        self.done("officer", f"{review}/decision/")
        with side(Side.DECISION, actor_id=self.cast["manager"].pk):
            decision = Decision.objects.get()
            second = CaseTeamMember.objects.get(case=self.case, role="second_officer").actor_id
        name = next(one for one in ROLES if self.cast[one].pk == second)
        self.done(name, f"{review}/second-officer/", outcome="claim_refused", text="I agree.")
        self.done(name, f"{review}/second-officer/", step="confirm", seen=decision.sha256)
        assert make_letters(timezone.now()) == 1
        if not list(obstacles_to_serving_on(today, pack=load(), council=self.case.area)):
            day = today.isoformat()
            self.done("officer", f"{review}/service/", method="post", address="1 Long Street", proof="AB 2", day=day)
            self.done("officer", f"{review}/challenges/new/", kind="appeal", day=day, grounds="The years at school.")
            self.done("officer", f"{review}/service/came-back/", day=day, words="Gone away.")
        self.done("statistician", "/letters/publish/")

    def held(self) -> dict[str, list[object]]:
        """What there is of everything that an address can name."""
        with side(Side.DECISION, actor_id=self.cast["manager"].pk):
            found: dict[str, list[object]] = {
                "disclosure_id": list(Disclosure.objects.values_list("pk", flat=True)),
                "document_id": list(Document.objects.order_by("at").values_list("pk", flat=True)),
                "letter_id": list(Letter.objects.order_by("at").values_list("pk", flat=True)),
                "challenge_id": list(Challenge.objects.values_list("pk", flat=True)) or [uuid.UUID(int=1)],
            }
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            found["item_id"] = list(PostItem.objects.order_by("at", "id").values_list("pk", flat=True))
        with side(Side.WELFARE, actor_id=self.cast["coordinator"].pk):
            found["document_id"] += Document.objects.order_by("at").values_list("pk", flat=True)
            found |= {"hold_id": list(Hold.objects.values_list("pk", flat=True))}
            found |= {"incident_id": list(Incident.objects.values_list("pk", flat=True))}
        with side(Side.DECISION, actor_id=self.cast["senior"].pk):
            found["clearance_id"] = list(Clearance.objects.values_list("pk", flat=True))
        with side(Side.STATISTICS, actor_id=self.cast["statistician"].pk):
            found["release_id"] = list(Release.objects.values_list("pk", flat=True))
        return found | {
            "case_id": [self.case.pk], "child_id": [self.child], "factor": [*FACTORS[-2:], "nothing"], "person_id": [self.child],
            "user_id": [self.cast["lead"].user.pk], "sha256": [load().version], "group": ["criteria", "duties"],
            "token": ["nothing"], "link": ["nothing"], "kind": ["birth_date"], "name": ["decide-a-case"],
            "code": ["paragraph_395c", "release_report"],
            **{f"{name}_id": [uuid.UUID(int=1)] for name in (
                "exception", "said", "opening", "access", "pair", "file", "judgement", "hand_in", "batch", "view",
                "disposal", "certificate", "membership", "change")},
        }  # fmt: skip


SEARCHES = (
    "tesfay", "Yonas Quince", "quincebl", "Selam House", "ZF8 2BT", "46 High Street", "P100002", "cried in class", "S1",
)  # fmt: skip


def got_by(way: Way, name: str) -> Iterator[tuple[str, str]]:
    """Every answer to one person of the decision side: each page with each thing there is, asked for and sent an empty
    form (then undone), each search, each letter as text, and pages that cannot be."""
    client = way.signed_in(name)
    client.raise_request_exception = False
    held = way.held()  # what a page adds is undone
    for page in sorted(every_page(), key=lambda page: page.name in SIGNING_OUT):  # last, for they sign them out
        for path in page.paths(held):
            with transaction.atomic():
                for method in (client.get, client.post):
                    answer = method(path)
                    yield f"{name} {method.__name__} {page.name} {path}: {answer.status_code}", text_of(answer)
                transaction.set_rollback(True)
    client = way.signed_in(name)  # one of the pages signed the first one out
    for words in SEARCHES:
        yield f"{name} finds {words}", text_of(client.get("/find/", {"words": words})).replace(words, "")
    for path in (
        "/nowhere/",
        f"{way.at}/nowhere/",
        f"/cases/{way.child}/",
        f"{way.at}/history/?page=x",
        "/?queue=nowhere&page=9",
    ):
        yield f"{name} {path}", text_of(client.get(path))
    outside = Client(enforce_csrf_checks=True)
    outside.force_login(way.cast[name].user)
    yield f"{name} without a token", text_of(outside.post(f"{way.at}/review/draft/"))


def rows_of(on: Side, actor: Actor) -> Iterator[tuple[str, str]]:
    """Every row that a person may select in SQL under their side, from tables, views, and functions that return rows."""
    sources = {line.name: f'"{line.name}"' for line in declared() if line.kind != "function" and line.may(on, "SELECT")}
    if on == Side.DECISION:
        sources |= {"work": "review_work(null)", "order": "review_order()", "cases": "register_my_cases()"}
        sources |= {f"find {one}": f"register_find('{one}', '{one}', '{one}', '{one}', 200)" for one in SEARCHES}
    with side(on, actor_id=actor.pk), connection.cursor() as cursor:
        for name, source in sources.items():
            cursor.execute(f"select coalesce(json_agg(t), '[]') from {source} t")
            found = cursor.fetchone()[0]
            lines = sorted(json.dumps(row) for row in (json.loads(found) if isinstance(found, str) else found))
            yield name, "\n".join(lines)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every line that anything logs, at whatever level, as it would be written."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root, before = Kept(level=0), logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(0)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def walked(
    cast: Cast, signed_in: SignIn, folder: Path, held_back: tuple[str, ...], people: Sequence[str] = DECIDING
) -> tuple[Way, dict[str, str]]:
    """The whole way, and all that people of the decision side get hold of when they have read the report, and at its end."""
    way, seen = Way(cast, signed_in, held_back), dict[str, str]()
    folder.mkdir()
    way.come_in(folder)
    way.write_review()
    way.hear_child()
    for stage, names in (("before", ("officer", "manager")), ("after", people)):
        if stage == "after":
            way.decide()
        for name in names:
            rows = ((f"{name} selects {table}", text) for table, text in rows_of(Side.DECISION, cast[name]))
            seen |= {f"{stage}: {what}": text for what, text in itertools.chain(got_by(way, name), rows)}
    return way, seen


def test_a_sentence_that_was_held_back_is_in_nothing_that_the_decision_side_gets_hold_of(
    cast: Cast, signed_in: SignIn, tmp_path: Path, settings: LazySettings
) -> None:
    settings.DOCUMENTS = tmp_path / "documents"
    with listening() as logged:
        way, seen = walked(cast, signed_in, tmp_path / "files", (SENTENCE,))
        client, held = signed_in("statistician"), way.held()
        figures = {
            path: text_of(client.get(path))
            for page in every_page() if page.name in ("letters", "published_letter", "published_letter_file")
            for path in page.paths(held)
        }  # fmt: skip
        for broken in (settings.DOCUMENTS / "decision").glob("*/*"):
            broken.write_bytes(b"damaged")
        officer = signed_in("officer")
        officer.raise_request_exception = False
        answers = [officer.get(f"{way.at}/review/letter/{one}/") for one in held["letter_id"]]
        assert sorted(answer.status_code for answer in answers)[-1] == 500
        seen |= {f"a damaged letter {n}": text_of(answer) for n, answer in enumerate(answers)}

    assert len(seen) > 500
    statuses = {what.rsplit(": ", 1)[-1] for what in seen}
    assert {"200", "302", "403", "404", "405", "422"} <= statuses
    for what, text in (seen | figures).items():
        assert not MARKED.search(text), what
    letters = [text for what, text in seen.items() if " get letter " in what and what.endswith(": 200")]
    assert any("They were away." in text for text in letters)  # the invitation to reply
    assert any("For these reasons." in text for text in letters)  # the notice
    assert any("He reads above his age." in text for what, text in seen.items() if " get shared " in what)
    crossed = [text for what, text in seen.items() if " get disclosed_file " in what and what.endswith(": 200")]
    assert crossed
    assert all("He reads above his age." in text for text in crossed)
    assert all("Yonas" in seen[f"after: {name} finds tesfay"] for name in ("officer", "manager"))
    assert not any("Yonas" in seen[f"after: officer finds {words}"] for words in ("ZF8 2BT", "cried in class", "S1"))
    assert any(
        "He reads above his age." in text for what, text in seen.items() if "selects disclosure_disclosed" in what
    )

    # the trail, which the auditor reads, holds ids and verbs; the figures hold no names; the lead professional has it still
    for on, name in ((Side.AUDIT, "auditor"), (Side.STATISTICS, "statistician")):
        for table, text in rows_of(on, cast[name]):
            assert not MARKED.search(text), table
    with side(Side.AUDIT, actor_id=cast["auditor"].pk):
        assert AuditEntry.objects.filter(case_id=way.case.pk).count() > 20
    assert logged
    assert [line for line in logged if MARKED.search(line)] == []
    if "DATABASE_URL" not in os.environ:
        assert not MARKED.search((Path(os.environ["KITH_VAR"]) / "postgres" / "server.log").read_text())
    assert SENTENCE in way.read("lead", f"{way.of_child}/")
    assert SPELLING in way.read("lead", f"{way.at}/people/")


@pytest.mark.parametrize("name", [*DECIDING, "statistician", "auditor", "coordinator", "lead"])
def test_exports_of_the_register_are_the_registrys_alone(cast: Cast, name: str) -> None:
    for permission in ("intake.export", "intake.take_in"):
        with pytest.raises(NotYours), entered(cast[name], permission, at=timezone.now()):
            pass
