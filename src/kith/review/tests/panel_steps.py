"""Steps of a random history by which a panel reads what is best for a child."""

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule

from kith.review import actions
from kith.review.models import BestInterests
from kith.review.queries import children_in
from kith.review.rules import PanelWord
from kith.review.tests.factories import deciding
from kith.review.tests.oracle import OFFICERS, SECONDS, Found
from kith.review.tests.post_steps import PostSteps
from kith.review.tests.steps import anyone, child

members = st.sampled_from(["", "", *sorted(OFFICERS | SECONDS)])


class PanelSteps(PostSteps):
    """Writing down who sat on it, and what they see otherwise."""

    @rule(who=anyone, n=child, member=members)
    def record_panel_member(self, who: str, n: int, member: str) -> None:
        """Somebody who sat on a panel about a child, by whoever wrote what is best for it: a doctor, or one of the officers."""
        who, oracle = self.person(who), self.oracle
        known = oracle.children[n % len(self.ids)]
        with deciding(self.cast["manager"]):
            weighed = {str(one.id): one.weighed for one in children_in(self.review)}[known.key]
            found = (
                BestInterests.objects.select_related("review__case", "child").filter(pk=weighed and weighed.id).first()
            )
        name = member.replace("_", " ").upper() or f"Dr {oracle.written}"
        if found is None or any(one.name == name for one in weighed.panel):
            return
        not_theirs: Found = set() if who == known.weighed_by else {("not_the_assessment", "")}
        seconds = oracle.asked.union(*(version.decision.views for version in oracle.versions if version.decision))
        has_a_part = member in {oracle.officer, who, *oracle.wrote, *seconds}
        day = timezone.localdate(found.at)
        said = PanelWord(name, "paediatrician", day, "File 3", agrees=False, dissent="It would be too far.")
        expected = oracle.may_write(who) or not_theirs or ({("officer_on_panel", "")} if has_a_part else set())
        self.take(who, "review.record_panel_member", expected, actions.record_panel_member, assessment=found, said=said)
        if not expected:
            oracle.sat |= {member} - {""}
            oracle.written += 1
            known.assessed = oracle.written
