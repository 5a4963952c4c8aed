"""Addresses of what crosses."""

from django.urls import path

from kith.disclosure import pages

urlpatterns = [
    path("cases/<uuid:case_id>/shared/", pages.shared, name="shared"),
    path("cases/<uuid:case_id>/shared/<uuid:disclosure_id>/open/", pages.open_disclosure, name="open_disclosure"),
    path("cases/<uuid:case_id>/shared/files/<uuid:document_id>/", pages.disclosed_file, name="disclosed_file"),
]
