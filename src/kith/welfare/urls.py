"""Addresses of the children's side."""

from django.urls import path

from kith.welfare import pages

CHILD = "cases/<uuid:case_id>/children/<uuid:child_id>"
urlpatterns = [
    path("children-without-lead/", pages.children_without_lead, name="children_without_lead"),
    path("cases/<uuid:case_id>/children/", pages.child_list, name="child_list"),
    path(f"{CHILD}/", pages.child, name="child"),
    path(f"{CHILD}/appoint/", pages.appoint_lead_professional, name="appoint_lead_professional"),
    path(f"{CHILD}/hand-over/", pages.end_appointment, name="end_appointment"),
    path(f"{CHILD}/event/", pages.note_event, name="note_event"),
    path(f"{CHILD}/evidence/", pages.add_evidence, name="add_evidence"),
    path(f"{CHILD}/assessment/", pages.record_assessment, name="record_assessment"),
    path(f"{CHILD}/views/", pages.record_childs_views, name="record_childs_views"),
    path(f"{CHILD}/report/", pages.assemble_report, name="assemble_report"),
    path(f"{CHILD}/report/preview/", pages.preview_report, name="preview_report"),
]
