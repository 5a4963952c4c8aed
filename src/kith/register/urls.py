"""Addresses of the register."""

from django.urls import path

from kith.register import pages

urlpatterns = [
    path("cases/<uuid:case_id>/confirm-family/", pages.confirm_family, name="confirm_family"),
    path("cases/<uuid:case_id>/who-is-a-child/", pages.say_who_is_a_child, name="say_who_is_a_child"),
    path("cases/<uuid:case_id>/people/<uuid:person_id>/<slug:kind>/", pages.settle_fact, name="settle_fact"),
    path(
        "cases/<uuid:case_id>/people/<uuid:person_id>/<slug:kind>/open-again/",
        pages.take_back_settled,
        name="take_back_settled",
    ),
    path("cases/<uuid:case_id>/days/", pages.case_days, name="case_days"),
    path("cases/<uuid:case_id>/days/move/", pages.move_day, name="move_day"),
    path("cases/<uuid:case_id>/days/pause/", pages.pause_clock, name="pause_clock"),
    path("cases/<uuid:case_id>/days/go-on/", pages.go_on_with_clock, name="go_on_with_clock"),
    path("cases/<uuid:case_id>/days/<uuid:change_id>/take-back/", pages.take_back_day, name="take_back_day"),
    path("cases/<uuid:case_id>/paper-files/", pages.paper_files, name="paper_files"),
    path("cases/<uuid:case_id>/paper-files/add/", pages.add_paper_file, name="add_paper_file"),
    path("cases/<uuid:case_id>/paper-files/<uuid:file_id>/", pages.record_paper_step, name="record_paper_step"),
    path("days/", pages.days_changed, name="days_changed"),
    path("paper-files/", pages.paper_files_missed, name="paper_files_missed"),
]
