"""Whose rule each obstacle is, and who can clear it."""

WHO_CHILDREN = "the coordinator of the council"
OFFICER, MANAGER, SECOND = "the review officer", "a review manager", "the second officer"
SENIOR = "a senior officer"
UNTRACED = "Home Affairs Committee 2013: a family that cannot be traced was wrongly taken as one that has left"
ARRANGEMENT = "Arrangement of March 2007 between Scottish ministers and the Home Office"
SECTION_55 = "Borders, Citizenship and Immigration Act 2009, section 55"
PANEL = (
    "UNHCR Best Interests Procedure Guidelines 2021: a panel of several fields, each member bound to confidentiality"
)
FACTORS = "Immigration Rules, HC 395, paragraph 395C"
FAIRNESS = "Common law duty to act fairly"
POST = "Chief Inspector 2012: over 100,000 items of post lay unopened, many of them with evidence"
ON_PAPER = (
    "Parliamentary Ombudsman: a lawful resident was threatened with removal, as nobody had looked at the file on paper"
)
IMPARTIALITY = "Civil Service Code: impartiality"
TWO_OFFICERS = "Arrangement of March 2007, confirm_decision"
ENDING = "Chief Inspector 2024: withdrawals that nobody else had read were often wrong"
EXCEPTION = (
    "Arrangement of March 2007, ask_what_helps: no exception before the children's side was asked what would help"
)
SERVICE = "Arrangement of March 2007, serve_decision"
CHALLENGES = "Chief Inspector of Borders: results of appeals came back no more to those who had decided"
CHECKING = (
    "Chief Inspector 2024: decisions are read once more by chance, and what is claimed is worked out from records"
)
