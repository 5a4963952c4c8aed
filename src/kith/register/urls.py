"""Addresses of the register."""

from django.urls import path

from kith.register import pages

urlpatterns = [path("cases/<uuid:case_id>/confirm-family/", pages.confirm_family, name="confirm_family")]
