"""Addresses of intake."""

from django.urls import path

from kith.intake import pages

urlpatterns = [
    path("intake/", pages.batches, name="batches"),
    path("intake/hand-in/", pages.hand_in_files, name="hand_in_files"),
    path("intake/hand-in/<uuid:hand_in_id>/", pages.hand_in, name="hand_in"),
    path("intake/hand-in/<uuid:hand_in_id>/more/", pages.hand_in_files, name="hand_in_more_files"),
    path("intake/hand-in/<uuid:hand_in_id>/<uuid:file_id>/", pages.handed_file, name="handed_file"),
    path("intake/hand-in/<uuid:hand_in_id>/<uuid:file_id>/columns/", pages.correct_columns, name="correct_columns"),
    path("intake/write-down/", pages.write_down_person, name="write_down_person"),
    path("intake/files/<uuid:file_id>/", pages.source_file, name="source_file"),
    path("intake/batches/<uuid:batch_id>/take-back/", pages.take_back_batch, name="take_back_batch"),
    path("intake/pairs/", pages.judge_pair, name="judge_pair"),
    path("intake/pairs/<uuid:pair_id>/", pages.judge_pair, name="judge_pair"),
    path("intake/judgements/", pages.judgements, name="judgements"),
    path("intake/known/", pages.known_pairs, name="known_pairs"),
    path("intake/judgements/<uuid:judgement_id>/take-back/", pages.take_back, name="take_back"),
]
