"""One family, from confirmation to the served notice: eight people, each at their own browser, by clicking and typing."""

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from kith.protocol.pack import load
from kith.protocol.rules import obstacles_to_serving_on
from kith.review.jobs import make_letters
from kith.site import upkeep
from kith.ui.dates import day_in_words
from tests.factories import make_case
from tests.journeys.office import Office

pytestmark = pytest.mark.browser
HELD_BACK = "Her mother is ill; that is for the school alone."
WEEK = timedelta(7)


def time_passes(by: timedelta) -> None:
    """All that happened in this test's own database happened that much earlier: nobody's clock is touched.

    Done by the server's administrator with triggers off, since nobody of the application may, and rightly.
    """
    with upkeep.admin_connection(Path(os.environ["KITH_VAR"]), connections["owner"].settings_dict["NAME"]) as admin:
        admin.execute("set session_replication_role = replica")
        for (change,) in admin.execute(
            "select format('update %%I set %%s', table_name, "
            "  string_agg(format('%%1$I = %%1$I - %%2$L::interval', column_name, %s::text), ', '))"
            " from information_schema.columns join information_schema.tables using (table_schema, table_name)"
            " where table_schema = 'public' and table_type = 'BASE TABLE' and data_type = 'timestamp with time zone'"
            " group by table_name",
            [f"{by.days} days"],
        ).fetchall():
            admin.execute(change)


def test_a_family_is_decided_after_everybody_was_heard(office: Office) -> None:
    # given a family that the files name
    made = make_case(office.cast, confirmed=False, at=timezone.now())
    case, signs_in = made.case.reference, office.signs_in

    # when a registrar confirms it, and a manager gives it to an officer
    registrar = signs_in("registrar")
    registrar.opens(case, "Confirm family")
    assert registrar.page.get_by_label("Amala Tesfay").is_checked()
    registrar.presses("Confirm family")
    manager = signs_in("manager").opens("Cases to allocate")
    manager.ticks(case)
    manager.chooses("Who considers the case", "Officer").chooses("Who weighs", "Officer Two")
    manager.presses("Allocate")

    # then the officer sees who is still to be heard before typing a word, and cannot decide
    officer = signs_in("officer").opens(case, "Review")
    assert officer.sees("has no lead professional yet")
    assert not officer.may("Record decision")
    assert officer.sees("Not yet received: the report on Amala Tesfay. Asked for on")
    officer.opens("Declare").chooses("Does anything tie you to this family?", "No, nothing ties me to this family")
    officer.presses("Declare")

    # when the coordinator appoints a lead professional, who hears the child and puts the report together
    coordinator = signs_in("coordinator").opens("Children without a lead professional")
    coordinator.ticks(re.compile("for Amala Tesfay")).presses("Appoint as proposed")
    lead = signs_in("lead" if office.has_on(made.case, "lead") else "lead_two")
    lead.opens(case, "Children's side", "Amala Tesfay", "Record child's views")
    lead.chooses("Was the child asked?", "Yes").writes("The child's own words", "I want to stay with my class.")
    lead.ticks(re.compile("^I told the child"))
    lead.chooses("Did the child say that the words may be shared?", "Yes").presses("Record child's views")
    lead.opens("Add evidence").chooses("Where it comes from", "school").writes("Short name", "School letter")
    lead.writes("What it shows", f"She helps the newcomers. {HELD_BACK}").writes("Who said it", "Ms Orr")
    lead.writes("When", "1 June 2026").presses("Add evidence")
    lead.opens("Put the report together")
    lead.chooses("The child's own words", "goes into the report").chooses("School letter", "held back")
    lead.page.locator(".card", has_text=HELD_BACK).get_by_label("If held back: why").fill("It names her mother.")
    lead.writes("Your own view", "She is at home here.").writes("What the report is for", "To inform the review.")
    lead.writes("On what lawful basis", "Public task").chooses("Would it be shared anyway?", "Yes")
    lead.writes("Why it is needed, and why no less would do", "Nobody else can tell it.")
    lead.chooses(
        "Health, religion, origin and the like: on what second condition",
        "Safeguarding of children and of people at risk",
    )
    lead.writes("What the child and the family say of its being shared", "They agree.")
    lead.chooses(re.compile("Was the family told"), "Yes").presses("Save and read it")
    assert lead.sees("This is a partial report.")
    lead.presses("Ask coordinator to release")
    coordinator.opens("My caseload", "Read the report and release it").presses("Release report")

    # and another officer weighs what is best for the child, and the first one writes on every factor
    officer.opens("Shared").presses("Open")
    assert officer.sees("I want to stay with my class.")
    assert not officer.sees(HELD_BACK)
    other = signs_in("officer_two").opens(case, "Review", "Amala Tesfay")
    other.writes("What is best for this child", "To stay at her school.").presses("Assess best interests")
    for factor in load().criteria("paragraph_395c").factors:
        officer.opens("Review", factor.words).writes("Your finding", factor.words).presses("Record finding")
    officer.opens("Review", "The whole case, weighed together").writes("How it weighs together", "She belongs here.")
    officer.presses("Weigh whole case")

    # and a letter comes: a registrar logs it, opens it and finds its case, and the officer writes down what it says
    registrar.opens("Post", "Log what came").writes("From whom, as it says", "A. Reid, Law Centre")
    registrar.chooses("How it came", "recorded post").writes("Reference or name written on it", f"Re {case}").presses(
        "Log"
    )
    officer.opens("Review")
    assert officer.sees("Post with the reference of this case is unopened.")
    registrar.opens("To all post", "A. Reid, Law Centre", "Open").presses("Open").presses(f"Link to {case}")
    officer.opens("Review", "Deal with post", "Deal with it")
    officer.chooses("What is in it", "It puts something forward: I write it down")
    officer.chooses("If it puts something forward: who it is from", "A solicitor or law centre")
    officer.chooses("If it puts something forward: what it is", "words")
    officer.writes("what they say, in their words", "They have lived here for nine years.").presses("Deal with it")
    assert officer.sees("A. Reid, Law Centre")
    officer.opens("Answer").chooses("What you can say now", "I answer now")
    officer.writes("Your answer", "Thank you. It is read with the rest.").presses("Answer")

    # and the paper file is asked for, comes, and is looked at
    officer.opens("Paper files", "Add a paper file").writes("What is written on its cover", "T 1037")
    officer.presses("Add a paper file").opens("Say where it is")
    officer.chooses("What is known, or was done", "I asked for it").writes("Where: the office", "Store 4").presses(
        "Say where it is"
    )
    registrar.opens("Paper files wanted", case, "Say where it is").chooses("What is known, or was done", "It came")
    registrar.writes("Who has it", "Officer").presses("Say where it is")
    officer.opens("Review", "Record paper file").chooses("The paper file", "it was looked at")
    officer.writes("on which day", day_in_words(timezone.localdate())).presses("Record paper file")
    officer.opens("Save draft").chooses("Outcome", "leave to remain was granted")
    officer.writes("If leave is granted: for how long", "30 months").writes("Reasons", "A child of this place.")
    officer.writes("How counted what was sent and said to us", "What the school says is why.")
    officer.presses("Save draft")

    # then nothing is missing any more, and the officer decides
    assert officer.sees("Nothing is missing.")
    officer.opens("Record decision").presses("Record decision")

    # when a second officer, by keyboard alone, writes an own view and then reads the draft
    second = signs_in("second" if office.has_on(made.case, "second") else "second_two")
    second.tabs_to("link", "Record my view").enters()
    assert not second.sees("A child of this place.")
    second.tabs_to("radio", "leave to remain was granted")
    second.tabs_to("textbox", "Your view and why").types("I would grant leave.")
    second.tabs_to("button", "Record my view").enters()
    assert second.sees("A child of this place.")
    second.tabs_to("button", "Confirm decision").enters()
    assert second.sees("confirmed")

    # and the notice is made, and handed over in the week that follows, on a day on which that may be done
    assert make_letters(timezone.now()) == 1
    time_passes(WEEK)
    today = timezone.localdate()
    days = [today - WEEK + timedelta(n) for n in range(WEEK.days)]
    may = [day for day in days if not obstacles_to_serving_on(day, pack=load(), council=made.case.area)]
    officer = signs_in("officer").opens(case, "Review")
    notice = officer.page.get_by_role("link", name="Notice of decision (PDF)").get_attribute("href")
    assert officer.page.request.get(f"{office.origin}{notice}").body().startswith(b"%PDF")
    officer.opens("Serve decision").chooses("How it was handed over", "recorded post")
    officer.writes("Where it went, or to whom it was handed", "1 Long Street, Glasgow")
    officer.writes("What shows that the family has it", "AB 12").writes("On which day", day_in_words(may[-1])).presses(
        "Serve decision"
    )

    # then the review is closed, both sides know, and what was held back is on no page of those who decide
    assert officer.sees("the decision was served")
    assert signs_in("coordinator").opens(case).sees("The decision was served")
    for page in ("Overview", "People", "Review", "Shared", "History"):
        assert not officer.opens(page).sees(HELD_BACK)
