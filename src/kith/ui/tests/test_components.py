"""Each component with nothing, one, many, a name of sixty letters, and words that would be a script."""

import re
from datetime import date
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import engines

from kith.ui import forms
from kith.ui.charts import bars
from kith.ui.templatetags.ui import Line, Missing
from kith.ui.tests.gallery import LONG_NAME, PAGES, ViewsForm, html
from kith.verdict import Obstacle

SCRIPT = "<script>alert('x')</script>"
DAY = date(2007, 6, 3)


def draw(tag: str, **context: object) -> str:
    return str(engines["django"].from_string("{% load ui %}" + tag).render(context))


def obstacle(words: str) -> Obstacle:
    return Obstacle("code", words, words, words)


@pytest.mark.parametrize("words", [SCRIPT, LONG_NAME, "أمل", "", "a & b < c"])
@pytest.mark.parametrize(
    "tag",
    [
        '{% tag "waiting" w %}', "{% what_is_next w who=w url=w button=w %}", "{% missing obstacles w w %}",
        "{% error_summary None obstacles %}", "{% timeline lines %}", "{% two_versions w other w %}",
        '{% source w day "seen" w %}', "{% tabs tabs w %}", "{% empty w w %}", "{% progress 1 2 w %}", "{% steps steps %}",
        "{% undo w w %}", "{% keys w %}", "{% bar_chart w counts w %}", "{{ w|bdi }}", "{{ births|births_in_words }}",
        "{% pages page w %}",
    ],
)  # fmt: skip
def test_words_are_shown_as_words(tag: str, words: str) -> None:
    drawn = draw(
        tag, w=words, other="other", day=DAY, obstacles=[obstacle(words)], steps=[(words, "now")], counts=[(words, 3)],
        lines=[Line(words, DAY, words)], tabs=[{"label": words, "url": words}], births=[(words, None, None)],
        page=Paginator(range(90), 25).get_page(2),
    )  # fmt: skip
    assert "<script>" not in drawn
    if words == LONG_NAME and "page" not in tag:
        assert LONG_NAME in drawn
    assert ">None<" not in drawn


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("{% missing none %}", "Nothing is missing."),
        ("{% timeline none %}", "Nothing is written down yet."),
        ("{% bar_chart 'x' none %}", "Nothing was counted."),
        ("{{ none|births_in_words }}", "not known"),
        ("{% error_summary None none %}", ""),
        ("{% error_summary form absent %}", ""),
        ("{% source %}", ""),
        ("{% pages page %}", ""),
        ("{{ nothing|in_words }}", ""),
    ],
)
def test_nothing_is_said_as_such(tag: str, says: str) -> None:
    drawn = draw(tag, none=(), form=ViewsForm(), page=Paginator([], 25).get_page(1), nothing=None)
    assert says in drawn
    if not says:
        assert drawn.strip() == ""


def test_many_lines_are_all_there_in_the_order_given() -> None:
    lines = [Line(f"entry {n}", DAY) for n in range(2_000)]
    drawn = draw("{% timeline lines %}", lines=lines)
    assert drawn.count("<li>") == 2_000
    assert drawn.index("entry 7<") < drawn.index("entry 8<")


def test_a_gap_is_words_and_a_class() -> None:
    drawn = draw("{% timeline lines %}", lines=[Line("Nothing recorded, 5 months.", is_gap=True)])
    assert '<li class="gap">' in drawn
    assert "<time" not in drawn


def test_every_outcome_looks_alike() -> None:
    granted = draw('{% tag "recorded" "leave to remain was granted" %}').replace("leave to remain was granted", "")
    refused = draw('{% tag "recorded" "the claim was refused" %}').replace("the claim was refused", "")
    assert granted == refused
    assert "<svg" not in granted


def test_where_the_work_is_is_said_in_words_and_drawn() -> None:
    for code, words in (("with_you", "With you"), ("with_others", "With someone else"), ("waiting", "Waiting")):
        drawn = draw(f'{{% tag "{code}" %}}')
        assert words in drawn
        assert 'aria-hidden="true"' in drawn


def test_what_the_reader_can_clear_comes_first_with_one_button_and_the_rest_by_person() -> None:
    def one(code: str, words: str, url: str = "") -> Missing:
        return Missing(Obstacle(code, words, "Paragraph 395C", "R. Boyd"), url, "Record finding" if url else "")

    drawn = draw(
        "{% missing o %}",
        o=[
            one("report", "The report."),
            one("age", "Age.", "/age/"),
            one("age", "Home.", "/home/"),
            one("views", "Views."),
        ],
    )
    places = [
        drawn.index(words)
        for words in ("With you", "Age.", "Home.", "Who can clear it: R. Boyd.", "The report.", "Views.")
    ]
    assert places == sorted(places)
    assert drawn.count('class="button"') == 1
    assert '<a href="/home/">Home.</a>' in drawn
    assert drawn.count("Who can clear it") == 1
    assert "(4)" in drawn


def test_what_is_missing_says_who_can_help_and_why_it_is_needed() -> None:
    drawn = draw("{% missing o %}", o=[Obstacle("c", "Not yet: Amal's report.", "Flow, section 4", "R. Boyd")])
    assert "Not yet: Amal&#x27;s report." in drawn
    assert "Who can clear it: R. Boyd." in drawn
    assert "Flow, section 4" in drawn
    assert "(1)" in drawn


def test_the_summary_links_each_error_to_its_field() -> None:
    drawn = draw("{% error_summary form obstacles %}", form=ViewsForm({}), obstacles=[obstacle("Not yet.")])
    assert '<a href="#id_words-block">Write what Amal said' in drawn
    assert "6 things to put right" in drawn
    assert "<li>Not yet.</li>" in drawn
    assert "#id_version-block" not in drawn


def test_differing_words_are_marked_and_line_breaks_stay() -> None:
    drawn = draw("{% two_versions mine theirs 'Saved' %}", mine="one two\nfour", theirs="one three\nfour")
    assert 'one <ins class="said">two</ins>\nfour' in drawn
    assert 'one <del class="said">three</del>\nfour' in drawn


def test_equal_texts_have_no_mark_and_nothing_is_lost() -> None:
    drawn = draw("{% two_versions t t 'Saved' %}", t="  one\n\n two  three ")
    assert "said" not in drawn
    assert drawn.count("  one\n\n two  three ") == 2


def test_long_texts_are_compared_without_delay() -> None:
    drawn = draw("{% two_versions a b 'Saved' %}", a="the cat sat " * 2_000, b="the cat stood " * 2_000)
    assert "stood" in drawn


def test_undo_carries_the_token_of_its_page() -> None:
    drawn = draw('{% undo "Recorded." "/undo/" %}', csrf_token="marked-token")
    assert 'name="csrfmiddlewaretoken" value="marked-token"' in drawn
    assert '<form method="post" action="/undo/">' in drawn


def test_pages_keep_the_filter_and_say_how_many() -> None:
    drawn = draw("{% pages page 'queue=served&' %}", page=Paginator(range(90), 25).get_page(2))
    assert "26–50 of 90" in drawn
    assert 'href="?queue=served&amp;page=1"' in drawn
    assert 'href="?queue=served&amp;page=3"' in drawn


def test_tabs_fold_into_one_line_that_says_where_one_is() -> None:
    tabs = [SimpleNamespace(label="All", url="?all"), SimpleNamespace(label="<You>", url="?you", current="page")]
    drawn = draw("{% tabs tabs 'This case' folds=True %}", tabs=tabs)
    assert "<summary>This case: <b>&lt;You&gt;</b></summary>" in drawn
    assert "<details" not in draw("{% tabs tabs 'This case' %}", tabs=tabs)


def test_tabs_take_objects_and_count_nothing_unless_told() -> None:
    tabs = [SimpleNamespace(label="All", url="?all", current=True), SimpleNamespace(label="You", url="?you", count=0)]
    drawn = draw("{% tabs tabs 'Which' %}", tabs=tabs)
    assert drawn.count('aria-current="page"') == 1
    assert drawn.count('class="count"') == 1


def test_bars_are_as_long_as_their_numbers_and_withheld_has_none() -> None:
    made = bars([("a", 200), ("b", 50), ("c", 0), ("d", None)])
    assert [(bar.label, bar.percent) for bar in made] == [("a", 100), ("b", 25), ("c", 0), ("d", 0)]
    assert bars([("a", 0), ("b", None)])[0].percent == 0
    drawn = draw("{% bar_chart 'Cases' counts %}", counts=[("a", 3), ("d", None)])
    assert "withheld" in drawn
    assert drawn.count("<rect") == 1


def test_progress_says_its_numbers_in_words() -> None:
    assert "12 of 40" in draw("{% progress 12 40 'Letters made' %}")


def test_a_step_says_where_one_is() -> None:
    drawn = draw("{% steps steps %}", steps=[("Confirm family", "done"), ("Ask for report", "now")])
    assert drawn.count('aria-current="step"') == 1
    assert "recorded" in drawn


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_one_heading_and_levels_in_order(name: str) -> None:
    levels = [int(level) for level in re.findall(r"<h([1-6])", html(name).split("error-title")[-1])]
    assert levels.count(1) == 1
    body = levels[levels.index(1) :]
    assert all(after - before <= 1 for before, after in pairwise(body))


@pytest.mark.parametrize("name", ["400", "403_csrf", "500"])
def test_pages_of_last_resort_need_nothing(name: str) -> None:
    page = draw(f'{{% include "{name}.html" %}}')
    assert "<h1>" in page
    assert "Nothing was" in page


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ('who="You"', "with_you", "With you"),
        ('who="R. Boyd"', "with_others", "With R. Boyd"),
        ('who="Waiting for the school" code="waiting"', "waiting", "Waiting for the school"),
    ],
)
def test_what_is_next_says_who_has_it_and_since_when(arguments: str, code: str, says: str) -> None:
    drawn = draw(f'{{% what_is_next "Release report" {arguments} since=day due=day %}}', day=DAY)
    assert f"tag-{code}" in drawn
    assert f"{says}</span>" in drawn
    assert "since 3 June 2007" in drawn
    assert "by 3 June 2007" in drawn
    assert "<a " not in drawn


def test_if_you_wish_is_said_where_an_answer_is_free() -> None:
    assert "(if you wish)" in draw("{% field form.who %}", form=ViewsForm())
    assert "(if you wish)" not in draw("{% field form.who one_of=True %}", form=ViewsForm())
    assert "(if you wish)" not in draw("{% field form.words %}", form=ViewsForm())


def test_nothing_is_called_free_where_all_is_free_or_the_label_says_when() -> None:
    class Free(forms.Form):
        words = forms.Text(label="In short", missing="", required=False)

    class When(Free):
        needed = forms.Text(label="What", missing="Write it.")
        why = forms.Text(label="If not: why", missing="", required=False)

    assert "(if you wish)" not in draw("{% fields form %}", form=Free())
    drawn = draw("{% fields form %}", form=When())
    assert drawn.count("(if you wish)") == 1
    assert "If not: why</label>" in drawn
