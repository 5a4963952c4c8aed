"""Addresses of what has had its time."""

from django.urls import path

from kith.keeping import pages

urlpatterns = [
    path("keeping/", pages.kept_long_enough, name="kept_long_enough"),
    path("keeping/certificates/", pages.certificates, name="certificates"),
    path("keeping/certificates/<uuid:certificate_id>/", pages.certificate, name="certificate"),
    path("cases/<uuid:case_id>/keeping/", pages.case_keeping, name="case_keeping"),
    path("cases/<uuid:case_id>/keeping/hold/", pages.place_retention_hold, name="place_retention_hold"),
    path("cases/<uuid:case_id>/keeping/hold/<uuid:hold_id>/", pages.end_retention_hold, name="end_retention_hold"),
    path("cases/<uuid:case_id>/keeping/dispose/<uuid:disposal_id>/", pages.dispose, name="dispose"),
    path(
        "cases/<uuid:case_id>/keeping/dispose/<uuid:disposal_id>/withdraw/",
        pages.withdraw_disposal,
        name="withdraw_disposal",
    ),
    path("cases/<uuid:case_id>/keeping/sign/<slug:code>/", pages.propose_disposal, name="propose_disposal"),
]
