"""Which role may do what: the whole table, read by the gate, the navigation and the access matrix in docs/."""

from kith.access.terms import Role

R, C, L = Role.REGISTRAR, Role.COORDINATOR, Role.LEAD_PROFESSIONAL
M, O, S = Role.REVIEW_MANAGER, Role.REVIEW_OFFICER, Role.SECOND_OFFICER  # noqa: E741  O is the officer
DECISION, WELFARE = (M, O, S), (C, L)
CASEWORK = (R, *WELFARE, *DECISION)

PERMISSIONS: dict[str, tuple[Role, ...]] = {
    "caseload.my_caseload": (*CASEWORK, Role.STATISTICIAN, Role.AUDITOR),
    "caseload.find": CASEWORK,
    "caseload.case": CASEWORK,
    "caseload.case_people": CASEWORK,
    "caseload.case_history": CASEWORK,
    "intake.take_in": (R,),
    "intake.export": (R,),
    "intake.batches": (R,),
    "intake.source_file": (R,),
    "intake.judge_pair": (R,),
    "intake.judgements": (R,),
    "intake.take_back": (R,),
    "register.confirm_family": (R,),
    "register.say_who_is_a_child": (R,),
    "welfare.children_without_lead": (C,),
    "welfare.appoint_as_proposed": (C,),
    "welfare.appoint_lead_professional": (C,),
    "welfare.take_back_appointment": (C,),
    "welfare.end_appointment": (C,),
    "welfare.make_child_known": (C,),
    "welfare.child": WELFARE,
    "welfare.child_list": WELFARE,
    "welfare.what_you_wrote": (L,),
    "welfare.note_event": (L,),
    "welfare.add_evidence": (L,),
    "welfare.record_assessment": (L,),
    "welfare.record_childs_views": (L,),
    "welfare.take_back_childs_views": (L,),
    "welfare.assemble_report": (L,),
    "welfare.preview_report": WELFARE,
    "welfare.send_up_report": (L,),
    "welfare.fetch_report_back": (L,),
    "welfare.correct_report": (L,),
    "welfare.return_report": (C,),
    "welfare.release_report": (C,),
    "welfare.move_report_date": (C,),
    "disclosure.shared": (*WELFARE, *DECISION),
    "disclosure.open_disclosure": DECISION,
    "review.allocate": (M,),
    "review.reallocate": (M,),
    "review.ask_for_best_interests": (M,),
    "review.ask_second_officer": (M,),
    "review.review": DECISION,
    "review.ask_for_report": (O,),
    "review.assess_best_interests": (O,),
    "review.record_finding": (O,),
    "review.save_draft": (O,),
    "review.declare_conflict": (O, S),
    "review.invite_reply": (O,),
    "review.record_proof_of_receipt": (O,),
    "review.record_reply": (O,),
    "review.record_decision": (O,),
    "review.second_officer": (S,),
    "review.record_second_view": (S,),
    "review.confirm_decision": (S,),
    "review.serve_decision": (O,),
    "review.letter": DECISION,
    "review.make_letters": (Role.LETTER_JOB,),
    "reporting.letters": (Role.STATISTICIAN,),
    "reporting.publish_letter": (Role.STATISTICIAN,),
    "access.audit_trail": (Role.AUDITOR,),
    "access.audit_proof": (Role.AUDITOR,),
    "access.seal_audit": (Role.SEALER,),
}


def roles_that_may(permission: str) -> tuple[Role, ...]:
    """The roles that hold `permission`; an unknown permission is a mistake in the code and raises KeyError."""
    return PERMISSIONS[permission]
