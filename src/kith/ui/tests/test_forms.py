"""What people type is kept, read as they mean it, and never ends in a server error."""

from datetime import date

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from kith.ui import forms
from kith.ui.dates import day_in_words
from kith.ui.templatetags.ui import fields
from kith.ui.tests.gallery import ViewsForm

WHOLE = {
    "version": "3", "words": "I like school.", "who": "", "on": "3 June 2007", "share": "yes", "apart": ["m"], "told": "on"
}  # fmt: skip


class OneText(forms.Form):
    words = forms.Text(label="Words", missing="Write what was said.", rows=6, longest=2_000)


def rendered(form: forms.Form) -> str:
    return render_to_string("ui/components/fields.html", fields(form))


def test_a_whole_form_gives_values_of_the_right_kinds() -> None:
    form = ViewsForm(WHOLE)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "version": 3, "words": "I like school.", "who": "", "on": date(2007, 6, 3), "share": "yes", "apart": ["m"],
        "told": True,
    }  # fmt: skip


def test_an_empty_post_names_each_field_in_its_own_words() -> None:
    form = ViewsForm(QueryDict(""))
    assert form.errors["words"] == ["Write what Amal said, or say why her views were not sought."]
    assert form.errors["on"] == ["Write the day on which you spoke."]
    assert form.errors["share"] == ["Ask Amal, then choose one."]
    assert form.errors["told"] == ["Tell Amal who will read this, then tick."]
    assert "This field is required." not in str(form.errors)


@pytest.mark.parametrize("sign", ["\x00", "\ud800"])
def test_signs_that_cannot_be_kept_are_refused_and_the_rest_comes_back(sign: str) -> None:
    form = OneText({"words": f"before{sign}after"})
    assert "cannot be kept" in form.errors["words"][0]
    page = rendered(form)
    assert "before\ufffdafter" in page
    page.encode("utf-8")


@pytest.mark.parametrize("name", ["version", "on", "share", "apart", "told", "who"])
@pytest.mark.parametrize("typed", ["\x00", "\ud800", "9" * 5_000, "<script>", "x" * 1_000_000])
def test_no_field_fails_on_odd_values(name: str, typed: str) -> None:
    form = ViewsForm(WHOLE | {name: [typed] if name == "apart" else typed})
    form.is_valid()
    page = rendered(form)
    page.encode("utf-8")
    assert "<script>" not in page


def test_ten_megabytes_are_refused_with_a_clear_text_and_come_back_whole() -> None:
    form = OneText({"words": "word " * 2_000_000})
    assert form.errors["words"] == [
        "This is 9999999 characters long. Write at most 2000, or add the rest as a second entry."
    ]
    assert len(rendered(form)) > 9_999_999


def test_a_line_break_counts_once() -> None:
    form = OneText({"words": "a\r\nb"})
    assert form.is_valid()
    assert form.cleaned_data["words"] == "a\nb"


def test_text_may_be_in_any_script() -> None:
    form = OneText({"words": "وصلت العائلة ወደ ግላስጎው 👧🏽"})
    assert form.is_valid()
    assert form.cleaned_data["words"] == "وصلت العائلة ወደ ግላስጎው 👧🏽"


@pytest.mark.parametrize("written", ["3 June 2007", "3 jun 2007", "03/06/2007", "3.6.2007", "2007-06-03", "3rd June 2007",
                                     "June 3, 2007", " 3  June  2007 "])  # fmt: skip
def test_a_day_is_read_as_people_write_it(written: str) -> None:
    assert forms.read_day(written) == date(2007, 6, 3)


@pytest.mark.parametrize("written", ["", "June", "31 June 2007", "3/6/07", "13/13/2007", "3 Ju 2007", "tomorrow", "٣/٦/٢٠٠٧",
                                     "3 June", "3 6 2007 1", "0 June 2007"])  # fmt: skip
def test_what_names_no_day_is_asked_again(written: str) -> None:
    assert forms.read_day(written) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_a_day_in_words_is_read_back_as_the_same_day(day: date) -> None:
    assert forms.read_day(day_in_words(day)) == day
    assert forms.read_day(day.isoformat()) == day
    assert forms.read_day(f"{day.day}/{day.month}/{day.year}") == day


@given(st.text(max_size=60))
def test_reading_a_day_never_fails(text: str) -> None:
    assert forms.read_day(text) is None or isinstance(forms.read_day(text), date)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2007", date(2007, 1, 1), date(2007, 12, 31)), ("June 2007", date(2007, 6, 1), date(2007, 6, 30)),
        ("2/2008", date(2008, 2, 1), date(2008, 2, 29)), ("2007-12", date(2007, 12, 1), date(2007, 12, 31)),
        ("3 June 2007", date(2007, 6, 3), date(2007, 6, 3)),
    ],
)  # fmt: skip
def test_a_month_or_a_year_is_all_of_its_days(written: str, first: date, last: date) -> None:
    assert forms.read_period(written) == (first, last)


@pytest.mark.parametrize(
    "written", ["", "soon", "June", "3 June", "07", "9999", "13/2007", "June 2007 2008 9", "²", "9" * 50]
)
def test_what_names_no_day_month_or_year_is_asked_again(written: str) -> None:
    assert forms.read_period(written) is None


def test_a_day_to_begin_with_is_shown_in_words() -> None:
    class OnForm(forms.Form):
        on = forms.Day(label="When", missing="Write the day.")

    assert 'value="3 June 2007"' in rendered(OnForm(initial={"on": date(2007, 6, 3)}))
    assert 'value="the day after"' in rendered(OnForm({"on": "the day after"}))


def test_hints_and_errors_are_joined_to_their_control() -> None:
    page = rendered(ViewsForm(QueryDict("on=tomorrow")))
    assert 'aria-describedby="id_on_helptext id_on_error"' in page
    assert 'id="id_on_helptext"' in page
    assert page.count('id="id_on_error"') == 1
    assert '<fieldset aria-describedby="id_share_error"><legend>' in page
    assert "None" not in page


def test_no_choice_is_made_beforehand() -> None:
    assert " checked" not in rendered(ViewsForm())


def test_what_was_chosen_stays_chosen() -> None:
    page = rendered(ViewsForm(WHOLE | {"words": ""}))
    assert page.count(" checked") == 3
    assert 'value="3 June 2007"' in page


def test_a_version_of_no_record_asks_to_open_the_page_again() -> None:
    for typed in ("", "0", "-1", "x", str(2**31)):
        assert ViewsForm(WHOLE | {"version": typed}).errors["version"] == [
            "This page was sent without a part of it. Open it again; copy your words first."
        ]
