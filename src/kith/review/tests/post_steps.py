"""Steps of a random history by which post comes and is dealt with, and by which the paper file is looked at or looked for."""

import uuid
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from kith.access.side import side
from kith.access.terms import Side
from kith.register import actions as register
from kith.representations import actions as representations
from kith.representations.models import PostPlace
from kith.representations.terms import PostWay, Voice, Wish
from kith.review import actions
from kith.review.tests.steps import Steps, the_officer


class PostSteps(Steps):
    """What a registrar logs, opens and links; what the officer deals with; and what is said of the paper file."""

    @rule()
    def post_comes(self) -> None:
        place = self.take(
            "registrar", "representations.log_post", set(), representations.log_post, received_on=self.at.date(),
            sender="A. Reid", way=PostWay.RECORDED, written=f"Re {self.case.reference}",
        )  # fmt: skip
        self.oracle.post[str(place.pk)] = self.at.date(), "unopened"

    @rule(is_written_down=st.booleans())
    def post_goes_on(self, is_written_down: bool) -> None:
        """The next step of what came first and is not dealt with: opened, linked, dealt with or become words."""
        waiting = [key for key, (_, state) in self.oracle.post.items() if state != "dealt_with"]
        if not waiting:
            return
        on, state = self.oracle.post[waiting[0]]
        place = self.place(waiting[0])
        if state == "unopened":
            self.of_registry("representations.open_post", representations.open_post, place=place)
            self.oracle.post[waiting[0]] = on, "not_linked"
        elif state == "not_linked":
            self.of_registry("representations.link_post", representations.link_post, place=place, case=self.case)
            self.oracle.post[waiting[0]] = on, "linked"
        else:
            verb, said = representations.note_post, {"reason": "A change of address."}
            if is_written_down:
                verb, said = representations.write_down_post, {"voice": Voice.MP, "wish": Wish.WORDS, "words": "w"}
            done = self.take(self.oracle.officer, "representations.deal_with_post", set(), verb, place=place, **said)
            self.oracle.post[waiting[0]] = on, "dealt_with"
            if is_written_down:
                self.oracle.words[str(done.representation_id)] = on, False

    def of_registry(self, permission: str, verb: Any, **given: Any) -> None:
        self.take("registrar", permission, set(), verb, **given)

    def place(self, key: str) -> PostPlace:
        with side(Side.REGISTRY, actor_id=self.cast["registrar"].pk):
            return PostPlace.objects.get(pk=uuid.UUID(key))

    @rule(who=the_officer, answer=st.sampled_from(["looked_at", "looked_at", "none", "not_found"]))
    def record_paper_check(self, who: str, answer: str) -> None:
        who = self.person(who)
        said = who, answer, self.at.date() if answer == "looked_at" else self.at.date().replace(day=1, month=1)
        denied = {("paper_file_on_record", "")} if self.oracle.has_paper and answer == "none" else set()
        expected = self.oracle.may_draft(who) or denied
        self.take(
            who, "review.record_paper_check", expected, actions.record_paper_check, review=self.review, answer=answer,
            looked_on=said[2], looked_by="Somebody", searched="The store.", reason="It was lost long ago.",
        )  # fmt: skip
        if not expected and (said != self.oracle.paper or self.oracle.paper_came):  # a second click is none
            self.oracle.paper, self.oracle.paper_came = said, False
            self.oracle.written += 1

    @rule()
    def paper_file_comes(self) -> None:
        given = {"case": self.case, "cover": "A 123"}
        file = self.take("registrar", "register.add_paper_file", set(), register.add_paper_file, **given)
        self.of_registry(
            "register.record_paper_step", register.record_paper_step, file=file, kind="came", holder=f"{self.at}"
        )
        self.oracle.paper_came = self.oracle.has_paper = True

    def look_at_paper(self) -> None:
        """As somebody does who means well."""
        self.record_paper_check("who has it", "looked_at")
