"""Addresses of intake."""

from django.urls import path

from kith.intake import pages

urlpatterns = [
    path("intake/", pages.batches, name="batches"),
    path("intake/files/<uuid:file_id>/", pages.source_file, name="source_file"),
    path("intake/pairs/", pages.judge_pair, name="judge_pair"),
    path("intake/pairs/<uuid:pair_id>/", pages.judge_pair, name="judge_pair"),
    path("intake/judgements/", pages.judgements, name="judgements"),
    path("intake/judgements/<uuid:judgement_id>/take-back/", pages.take_back, name="take_back"),
]
