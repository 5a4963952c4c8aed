"""What tables look like, and what functions and views look at beyond the grants of those who ask them."""

import re
from collections.abc import Iterator

from django.apps import apps
from django.db import models

from kith.site.database import COLUMNS, declared
from kith.site.wall.catalogue import declared_functions
from kith.site.wall.leaks import Leak, rows

OF_THE_WALL = {("django_session", "begun_by")}  # columns that the wall makes (site/database.py) and no model knows
OF_DJANGO = {"django_migrations"}
# What runs as its owner may look at these, for the sides that may run it, though they may not read the tables themselves.
BEYOND: dict[str, set[str]] = {
    "register_find": {"register_searchkey"},  # gives back only whom the asker may see
    "access_unrecorded": {  # their ids
        "disclosure_disclosure", "disclosure_feedback", "review_challenge", "review_challengeoutcome", "review_confirmation",
        "review_decision",
        "review_ending", "review_endinganswer", "review_endingtakenback", "review_exceptionsignature", "review_laterwords",
        "review_laterwordsanswer", "review_outcomereading", "review_papercheck", "review_qualitycheck",
        "review_renewedservice", "review_reportexception", "review_returnednotice", "review_service",
        "safeguards_clearanceanswer", "welfare_emergencycheck", "welfare_emergencyrelease", "welfare_sharingrecord",
        "welfare_urgentopening", "welfare_urgentopeningcheck",
    },
    "access_concerned": {"register_case", "register_familymember", "register_person"},  # ids, for ids or a case's number
    "safeguards_answer": {  # gives back clear or not clear and one kind, for what was asked under a reference
        "disclosure_milestone", "register_case", "register_casechild", "register_casestate", "register_familymember",
        "register_person", "review_challenge", "review_challengeoutcome", "review_decision", "review_draft",
        "review_renewedservice", "review_returnednotice", "review_review", "review_service",
        "safeguards_clearanceanswer", "safeguards_hold", "safeguards_lifting", "safeguards_welfarecheck",
        "welfare_absencecover", "welfare_leadprofessional",
    },
    "representations_my_page": {  # the id of the page of whoever visits
        "representations_familyaccess", "register_case", "register_familymember", "register_person",
    },
    "representations_knock": {"representations_familyaccess"},  # whose page a link opens, to whoever has the link
    # Where a case is, and what the family was told of: steps, days and names of staff, to one person about their own case.
    "family_standing": {
        "register_case", "register_casechild", "register_casestate", "register_person", "disclosure_disclosure",
        "register_caseteammember", "representations_heldbackfrom",
    },
    "family_helpers": {
        "register_case", "register_casechild", "register_caseteammember", "register_person", "disclosure_milestone",
        "welfare_absencecover", "welfare_leadprofessional",
    },
    "family_sent": {
        "disclosure_disclosure", "disclosure_receipt", "register_person", "representations_heldbackfrom",
        "welfare_sharingrecord",
    },
    "family_letters": {
        "register_person", "review_proofofreceipt", "review_replyinvitation", "review_review", "review_service",
        "review_decision", "review_letter",
    },
    "family_looks": {  # days, which office and what sort of page, of the case of the one who asks
        "access_auditentry", "register_case", "register_familymember", "register_person", "welfare_urgentopening",
        "welfare_urgentopeningcheck",
    },
    "family_asked": {"disclosure_request", "register_person"},  # days alone
    "family_feedback": {"disclosure_feedback", "register_person", "representations_heldbackfrom"},
    "access_transaction_base": {"access_epoch"},
    "access_remove_old_copies": {"access_workingcopy", "access_savedview"},  # gives back ids
    "access_take_off_second_step": {"access_secondstep"},  # gives back whether there was one
    "access_with_second_step": {"access_secondstep"},  # gives back which logins have one
    "access_invited": {"access_invitation"},  # gives back whose link it is, to whoever has the link
    "access_take_invitation": {"access_invitation"},
    "access_end_link": {"access_invitation"},  # gives nothing back
    "access_dispose": {"access_disposalcertificate", "access_retentionhold"},  # and every table it empties: it gives no text
    "welfare_try_code": {"welfare_contributionlink", "welfare_contributionrequest"},  # gives back who comes in, or nobody
    "welfare_my_question": {"welfare_contributionlink", "welfare_report", "welfare_reportitem"},  # of the one who asks
    "reporting_counted_in_sight": {"reporting_countedcase", "register_case"},  # cases in sight, and where they were counted
    "reporting_child_step": {
        "disclosure_milestone", "register_case", "register_casechild", "register_casestate", "register_person",
    },
    "reporting_outcome": {  # what was decided of a case that nobody can name
        "disclosure_milestone", "review_decision", "review_ending", "review_endinganswer", "review_review", "review_service",
    },
    "reporting_proposals": {  # numbers of families, and nothing about one of them
        "register_case", "register_familymember", "register_person", "register_personfact", "welfare_evidenceitem",
    },
}  # fmt: skip
_GIVES_NO_TEXT = {"access_dispose", "access_dispose_all", "access_empty", "access_cases_of"}


def shape() -> Iterator[Leak]:
    """Tables, columns and constraints are those of the models: no copy, nothing that inherits, nothing that was let go."""
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    held = set(rows(
        "select c.relname, a.attname from pg_attribute a join pg_class c on c.oid = a.attrelid where a.attnum > 0"
        " and not a.attisdropped and c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
    ))  # fmt: skip
    for table in sorted({table for table, _ in held} - set(tables) - OF_DJANGO):
        yield Leak("table", f"table {table} is not declared")
    wanted = {(table, field.column) for table, model in tables.items() for field in model._meta.local_concrete_fields}
    for table, column in sorted(held - wanted - OF_THE_WALL):
        if table in tables:
            yield Leak("column", f"column {column} of {table} is not declared")
    yield from _constraints()
    for child, parent in rows("select inhrelid::regclass::text, inhparent::regclass::text from pg_inherits i"
                              " join pg_class c on c.oid = i.inhrelid where c.relkind in ('r', 'p', 'f')"):  # fmt: skip
        yield Leak("table", f"rows of {child} are read through {parent}")
    for (number,) in rows("select oid::text from pg_largeobject_metadata"):
        yield Leak("file", f"file {number} is kept in the database itself, on no side")


def _constraints() -> Iterator[Leak]:
    held = {name for (name,) in rows(
        "select conname from pg_constraint union select c.relname from pg_index i"
        " join pg_class c on c.oid = i.indexrelid where i.indisvalid and i.indisunique"
    )}  # fmt: skip
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.BaseConstraint) and constraint.name not in held:
                yield Leak("constraint", f"{model._meta.db_table} lacks the constraint {constraint.name}")


_BODIES = """
    select p.proname, p.oid::regprocedure::text, pg_get_functiondef(p.oid) from pg_proc p
        where p.pronamespace = 'public'::regnamespace and p.prosecdef
    union select c.relname, c.relname, pg_get_viewdef(c.oid) from pg_class c
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')"""


def looked_at() -> Iterator[Leak]:
    """What runs as its owner names no table that those who may ask it cannot read, but for what is said in `BEYOND`."""
    lines = declared_functions() | {line.name: line for line in declared() if line.kind == "view"}
    tables = {line.name: line for line in declared() if line.kind == "table"}
    named = re.compile(rf"\b({'|'.join(map(re.escape, sorted(tables, key=len, reverse=True)))})\b")
    for name, signature, body in rows(_BODIES):
        line = lines.get(signature)
        if line is None or name in _GIVES_NO_TEXT:
            continue  # what is not declared is a leak of its own
        verb = "SELECT" if line.kind == "view" else "EXECUTE"
        for column in (c for c in COLUMNS if line.may(c, verb)):
            for table in sorted(set(named.findall(body)) - BEYOND.get(name, set())):
                if not tables[table].may(column, "SELECT"):
                    yield Leak("definer", f"{signature} looks at {table} for {column}, which may not read it")
