"""Addresses of the caseload."""

from django.urls import path

from kith.caseload import pages

urlpatterns = [
    path("", pages.my_caseload, name="my_caseload"),
    path("find/", pages.find, name="find"),
    path("cases/<uuid:case_id>/", pages.case, name="case"),
    path("cases/<uuid:case_id>/people/", pages.case_people, name="case_people"),
    path("cases/<uuid:case_id>/history/", pages.case_history, name="case_history"),
]
