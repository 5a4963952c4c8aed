"""Addresses of reporting."""

from django.urls import path

from kith.reporting import pages

urlpatterns = [
    path("proposals/", pages.proposals, name="proposals"),
    path("proposals/table/", pages.proposals_table, name="proposals_table"),
    path("proposals/publish/", pages.publish_proposals, name="publish_proposals"),
    path("letters/", pages.letters, name="letters"),
    path("letters/cases/", pages.letters_counted, name="letters_counted"),
    path("letters/<uuid:release_id>/cases/", pages.cases_counted, name="cases_counted"),
    path("letters/publish/", pages.publish_letter, name="publish_letter"),
    path("letters/<uuid:release_id>/", pages.published_letter, name="published_letter"),
    path("letters/<uuid:release_id>/file/", pages.published_letter_file, name="published_letter_file"),
    path("letters/<uuid:release_id>/csv/", pages.published_letter_csv, name="published_letter_csv"),
    path("letters/<uuid:release_id>/workbook/", pages.published_letter_workbook, name="published_letter_workbook"),
]
