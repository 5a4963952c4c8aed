"""Addresses of what is put forward, and of who has a page of their own."""

from django.urls import path

from kith.representations import pages

CASE = "cases/<uuid:case_id>"
urlpatterns = [
    path(f"{CASE}/words/", pages.words, name="words"),
    path(f"{CASE}/words/write-down/", pages.record_representation, name="record_representation"),
    path(f"{CASE}/words/<uuid:said_id>/answer/", pages.answer, name="answer"),
    path(f"{CASE}/words/files/<uuid:document_id>/", pages.sent_file, name="sent_file"),
    path(f"{CASE}/words/files/<uuid:document_id>/mistake/", pages.mark_sent_file, name="mark_sent_file"),
    path(f"{CASE}/own-pages/", pages.family_access, name="family_access"),
    path(f"{CASE}/own-pages/<uuid:person_id>/give/", pages.give_access, name="give_access"),
    path(f"{CASE}/own-pages/<uuid:access_id>/hold-back/", pages.hold_back_from, name="hold_back_from"),
    path(f"{CASE}/own-pages/<uuid:access_id>/stop/", pages.stop_access, name="stop_access"),
]
