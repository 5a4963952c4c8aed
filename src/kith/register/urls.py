"""Addresses of the register."""

from django.urls import path

from kith.register import pages

urlpatterns = [
    path("cases/<uuid:case_id>/confirm-family/", pages.confirm_family, name="confirm_family"),
    path("cases/<uuid:case_id>/who-is-a-child/", pages.say_who_is_a_child, name="say_who_is_a_child"),
]
