"""One family, from confirmation to a served decision, by pages alone: no step is taken before the child's side was heard."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kith.access.side import side
from kith.access.terms import Side
from kith.disclosure.models import Disclosure
from kith.protocol.pack import load
from kith.protocol.rules import obstacles_to_serving_on
from kith.register.models import CaseTeamMember
from kith.review.jobs import make_letters
from kith.review.models import Decision
from tests.factories import ROLES, Cast, make_case

pytestmark = pytest.mark.django_db
MARKED = "Her teacher says that she cried about the marked sentence."


def hidden(client: Client, path: str) -> dict[str, object]:
    """What the page's form carries along: which version of a text it showed."""
    page = client.get(path)
    form = page.context.get("form") if page.context else None
    fields = form.hidden_fields() if form else []
    return {field.html_name: "" if field.value() is None else field.value() for field in fields}


def done(client: Client, path: str, **given: object) -> None:
    answer = client.post(path, hidden(client, path) | given)
    assert answer.status_code == 302, answer.content.decode()


def test_a_family_is_decided_only_after_the_lead_professional_was_heard(
    cast: Cast, signed_in: Callable[[str], Client], settings: object
) -> None:
    made = make_case(cast)
    case, child = f"/cases/{made.case.pk}", f"/cases/{made.case.pk}/children/{made.children[0]}"
    review = f"{case}/review"
    coordinator, lead, manager, officer, other = map(
        signed_in, ("coordinator", "lead", "manager", "officer", "officer_two")
    )

    # given a review opened by the manager, and an officer who writes everything at once
    done(manager, "/allocate/", case=str(made.case.pk), officer=str(cast["officer"].pk))
    done(officer, f"{review}/ask-for-report/")
    done(officer, f"{review}/conflict/", has_conflict="no")
    page = officer.get(f"{review}/finding/whole_case/").content.decode()
    assert "What is best for" in page
    assert "<textarea" not in page, "what is best for each child comes before anything is found"
    assert other.get(f"{review}/").status_code == 404
    done(manager, f"{review}/best-interests/", officer=str(cast["officer_two"].pk))
    done(other, f"{review}/best-interests/{made.children[0]}/", text="Where she is, as far as is known.")
    for factor in [f.code for f in load().criteria("paragraph_395c").factors] + ["whole_case"]:
        done(officer, f"{review}/finding/{factor}/", text=f"On {factor}.", after="")
    looked = {"answer": "looked_at", "looked_on": timezone.localdate().isoformat(), "looked_by": "The officer"}
    done(officer, f"{review}/paper-file/", **looked)
    done(
        officer,
        f"{review}/draft/",
        outcome="leave_granted",
        leave_length="30 months",
        reasons="Settled.",
        how_it_counted="Both.",
        after="0",
    )

    # then the page says what is missing, the button is not there, and sending the form by hand is refused
    page = officer.get(f"{review}/").content.decode()
    assert "has no lead professional yet" in page
    assert "Record decision" not in page
    refused = officer.post(f"{review}/decision/")
    assert refused.status_code == 422
    assert "has no lead professional yet" in refused.content.decode()

    # when the children's side is heard
    done(coordinator, f"{child}/appoint/", professional=str(cast["lead"].pk), reason="knows the school")
    done(
        lead,
        f"{child}/views/",
        was_sought="yes",
        words="I want to stay with my class.",
        may_share="yes",
        told_who_reads="on",
    )
    done(
        lead, f"{child}/evidence/", kind="school", title="Letter", text=MARKED, said_by="Ms Orr", said_on="1 June 2026"
    )
    form = lead.get(f"{child}/report/").context["form"]
    chosen = {f"choice_{i.id}": "held_back" if i.kind == "evidence" else "goes" for i in form.items}
    chosen |= {f"why_{i.id}": "private" for i in form.items if i.kind == "evidence"}
    done(
        lead, f"{child}/report/", **chosen, analysis="Settled here.", purpose="To inform the review.", basis="public task",
        is_shared_anyway="yes", was_told="yes", version="0", necessity="n", condition="safeguarding", views="v",
    )  # fmt: skip
    report = lead.get(f"{child}/report/preview/").context["report"]
    done(lead, f"{child}/report/send-up/", version=report.version)
    seen = coordinator.get(f"{child}/report/preview/").context["reading"].preview.seen
    done(coordinator, f"{child}/report/release/", seen=seen)
    with side(Side.DECISION, actor_id=cast["officer"].pk):
        released = Disclosure.objects.get()
    done(officer, f"{case}/shared/{released.pk}/open/")

    # and the other officer has weighed anew what is best for the child, and the first one the whole case after that
    done(other, f"{review}/best-interests/{made.children[0]}/", text="To stay at her school.")
    assert "was assessed after the whole case was weighed" in officer.get(f"{review}/").content.decode()
    done(officer, f"{review}/finding/whole_case/", text="Together, with what is best for her.")

    # the draft that was written before the report came is no draft to decide on
    assert "opened after the draft was written" in officer.get(f"{review}/").content.decode()
    refused = officer.post(f"{review}/decision/", hidden(officer, f"{review}/decision/"))
    assert refused.status_code == 422
    looked = {"answer": "looked_at", "looked_on": timezone.localdate().isoformat(), "looked_by": "The officer"}
    done(officer, f"{review}/paper-file/", **looked)
    done(
        officer,
        f"{review}/draft/",
        outcome="leave_granted",
        leave_length="30 months",
        reasons="Settled.",
        how_it_counted="Both.",
        after="1",
    )

    # then the decision can be recorded, and the second officer sees no outcome before an own view
    assert "Record decision" in officer.get(f"{review}/").content.decode()
    done(officer, f"{review}/decision/")
    with side(Side.DECISION, actor_id=cast["manager"].pk):
        decision = Decision.objects.get()
        member = CaseTeamMember.objects.get(case=made.case, role="second_officer")
    second = signed_in(next(name for name in ROLES if cast[name].pk == member.actor_id))
    for path in (f"{review}/", f"{review}/second-officer/", f"{case}/", f"{case}/history/"):
        assert "Settled." not in second.get(path).content.decode(), path
        assert "leave to remain was granted</span>" not in second.get(path).content.decode()
    done(second, f"{review}/second-officer/", outcome="leave_granted", text="I would grant.", step="view")
    assert "Settled." in second.get(f"{review}/second-officer/").content.decode()
    shown = hidden(second, f"{review}/second-officer/")
    wrong = second.post(f"{review}/second-officer/", shown | {"step": "confirm", "seen": "0" * 64})
    assert wrong.status_code == 422
    assert shown["seen"] == decision.sha256
    done(second, f"{review}/second-officer/", step="confirm")

    # and the notice is made by the job, and served with proof on a day on which that may be done
    assert make_letters(timezone.now()) == 1
    assert make_letters(timezone.now()) == 0
    today = timezone.localdate()
    proof = {"method": "post", "address": "1 Long Street", "proof": "AB 12", "day": today.isoformat()}
    served = officer.post(f"{review}/service/", hidden(officer, f"{review}/service/") | proof)
    if obstacles_to_serving_on(today, pack=load(), council=made.case.area):
        assert served.status_code == 422
    else:
        assert served.status_code == 302
        assert "the decision was served" in officer.get(f"{review}/").content.decode()
    late = officer.post(
        f"{review}/service/",
        {"method": "post", "address": "1 Long Street", "proof": "x", "day": (today + timedelta(9)).isoformat()},
    )
    assert late.status_code in (302, 422)

    # and the marked sentence, held back, is on no page of the decision side
    for client in (officer, other, manager, second):
        for path in ("", "people/", "history/", "shared/", "review/"):
            assert MARKED not in client.get(f"{case}/{path}").content.decode(), path
    assert MARKED in lead.get(f"{child}/").content.decode()
