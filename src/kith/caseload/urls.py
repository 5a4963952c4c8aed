"""Addresses of the caseload."""

from django.urls import path

from kith.caseload import pages

urlpatterns = [
    path("", pages.my_caseload, name="my_caseload"),
    path("views/", pages.saved_views, name="saved_views"),
    path("views/save/", pages.save_view, name="save_view"),
    path("views/<uuid:view_id>/change/", pages.rename_view, name="rename_view"),
    path("views/<uuid:view_id>/remove/", pages.remove_view, name="remove_view"),
    path("views/<uuid:view_id>/bring-back/", pages.bring_back_view, name="bring_back_view"),
    path("find/", pages.find, name="find"),
    path("cases/<uuid:case_id>/", pages.case, name="case"),
    path("cases/<uuid:case_id>/people/", pages.case_people, name="case_people"),
    path("cases/<uuid:case_id>/history/", pages.case_history, name="case_history"),
]
