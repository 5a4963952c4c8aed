"""Addresses of the safeguards."""

from django.urls import path

from kith.safeguards import pages

CASE = "cases/<uuid:case_id>/safeguards"
CHILD = "cases/<uuid:case_id>/children/<uuid:child_id>"
urlpatterns = [
    path("clearance/", pages.ask_for_clearance, name="ask_for_clearance"),
    path("clearances/", pages.clearances, name="clearances"),
    path("clearances/<uuid:clearance_id>/", pages.sign_clearance, name="sign_clearance"),
    path("holds-and-incidents/", pages.standing, name="standing"),
    path("fresh-looks/", pages.welfare_checks, name="welfare_checks"),
    path(f"{CASE}/", pages.safeguards, name="safeguards"),
    path(f"{CASE}/hold/", pages.place_hold, name="place_hold"),
    path(f"{CASE}/hold/<uuid:hold_id>/", pages.lift_hold, name="lift_hold"),
    path(f"{CASE}/incident/", pages.note_incident, name="note_incident"),
    path(f"{CASE}/incident/<uuid:incident_id>/", pages.follow_up_incident, name="follow_up_incident"),
    path(f"{CASE}/ask-for-check/", pages.ask_for_check, name="ask_for_check"),
    path(f"{CHILD}/check/", pages.record_welfare_check, name="record_welfare_check"),
    path(f"{CHILD}/check/decline/", pages.decline_welfare_check, name="decline_welfare_check"),
]
