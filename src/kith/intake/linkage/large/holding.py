"""What keeps two rows of a large register apart, and what is sure: the vetoes (`vetoes.py`) in SQL, over pairs that the model
holds to be one person. What the words of two names say together is asked of `vetoes` itself, once for each two names.

The rounds of ADR 146 are not gone here. Of what is sure there (`sure.py`) three things are left. A name and a day alone are one
person where so few bear the name that nobody else is born on that day by chance. And in one household a whole name is one person
where the day is not known or a slip apart, and so is a given name with its day, if no file names both and the one is not the
other's parent.
"""

import duckdb
import pyarrow as pa

from kith.intake.linkage import NEXT_GENERATION, SAID_BY_THE_ROWS, vetoes
from kith.intake.linkage.large.pairs import GATHERED
from kith.intake.linkage.sure import DAY_ALONE, ONE_FILE
from kith.intake.normalise import Name

ALL_DAYS = 25_000  # days of birth of some seventy years (`slips.py`)
_NUMBER = "(person_ref_l <> '' and person_ref_l = person_ref_r or health_ref_l <> '' and health_ref_l = health_ref_r)"
_DAY = "coalesce(born_l = born_r or born_l = swapped_r or swapped_l = born_r or swapped_l = swapped_r, false)"
_NUMBER_AND_DAY = f"({_NUMBER} and {_DAY})"
_VAGUE = "(first_january_l or first_january_r or born_l is null or born_r is null)"
_HOUSEHOLD = """(building_l <> '' and building_l = building_r and room_l = room_r and (not shared_l or room_l <> '')
    or guardian_l <> '' and guardian_l = guardian_r or phone_l <> '' and phone_l = phone_r
    or case_ref_l <> '' and case_ref_l = case_ref_r)"""


def _contradicts(column: str) -> str:
    return f"""({column}_l <> '' and {column}_r <> '' and {column}_l <> {column}_r
        and damerau_levenshtein({column}_l, {column}_r) > 1)"""


# Each veto by its name, in the order of `vetoes.ALL` (a test holds both together). What the words of the two names say is not
# known here yet: where they are not the same, they are taken to differ and not to be spelled alike.
VETOES: dict[str, str] = {
    "another_person_reference": _contradicts("person_ref"),
    "another_health_number": _contradicts("health_ref"),
    "no_given_name": f"(len(words_l) < 2 or len(words_r) < 2) and not {_NUMBER_AND_DAY}",
    "given_names_differ": f"tokens_l <> tokens_r and not {_NUMBER_AND_DAY}",
    "born_in_other_years": "coalesce(abs(year_l - year_r) > 1, false)",
    "born_on_other_days": f"not {_VAGUE} and not {_DAY} and not {_NUMBER}",
    "two_of_one_file": f"file_l = file_r and written_l is distinct from written_r and not {_NUMBER} and not {_VAGUE}",
    "another_sex_and_name": f"""sex_l <> '' and sex_r <> '' and sex_l <> sex_r and tokens_l <> tokens_r
        and not {_NUMBER_AND_DAY}""",
    "may_be_twins": f"tokens_l <> tokens_r and not {_NUMBER}",
    "little_is_known": f"""not ({_DAY} and not first_january_l) and not {_NUMBER}
        and not (coalesce(year_l = year_r, false) and {_VAGUE} and {_HOUSEHOLD})""",
    "nothing_else_in_common": f"not {_NUMBER} and not {_HOUSEHOLD}",
}  # fmt: skip
_BIT = {name: 1 << n for n, name in enumerate(VETOES)}
_BY_NAMES = _BIT["given_names_differ"] | _BIT["may_be_twins"]
_FIRST = _BIT["another_person_reference"] | _BIT["another_health_number"] | _BIT["no_given_name"]
_MASK = " + ".join(f"if({condition}, {_BIT[name]}, 0)" for name, condition in VETOES.items())
# What contradicts, not what is merely unsure: it keeps two apart by way of others, too.
_ONE_SLIP = "(" + " or ".join(
    f"coalesce(levenshtein({one}_l, {other}_r) = 1, false)" for one in ("born", "swapped") for other in ("born", "swapped")
) + ")"  # fmt: skip
APART = "case {} else false end".format(
    " ".join(
        f"when {VETOES[name]} then {f'not {_ONE_SLIP}' if name == 'born_on_other_days' else 'true'}"
        for name in vetoes.CONTRADICTIONS
    )
)
# What else is asked of a pair for which a veto stands; of others it is not looked at.
_SHOWN = {
    "same_day": f"{_DAY} and not first_january_l",
    "in_household": _HOUSEHOLD,
    "is_whole_name": "tokens_l = tokens_r",
    # one row leaves the family's name out, and what is left is the other's given name and not its family's
    "is_given_name": "given_l <> '' and given_l = given_r and family_l <> family_r and '' in (family_l, family_r)"
        " and given_l not in (family_l, family_r)",
    "day_slipped": f"""year_l is null or year_r is null or ({_ONE_SLIP}
        or coalesce(abs(written_l::date - written_r::date) <= 1, false))""",
    "in_one_file": "file_l = file_r",
    "may_be_kin": """role_l <> '' and role_r <> '' and role_l <> role_r
        or guardian_l <> '' and guardian_l = tokens_r or guardian_r <> '' and guardian_r = tokens_l""",
}  # fmt: skip


def prepare(database: duckdb.DuckDBPyConnection) -> None:
    """What is counted over the whole register: who bears a name, and whose name a twin's longer one may hold."""
    database.execute("create or replace table bearers as select tokens, count(*) as n from rows group by tokens")
    newest = "(select max(greatest(coalesce(year(coalesce(swapped, born)::date), 0), coalesce(year, 0))) from rows)"
    # A child's name that is part of the longer one of somebody who was born on that day.
    database.execute(f"""create or replace table within as select distinct s.id from rows s join rows w
        on s.born = w.born and len(w.words) > len(s.words) and list_has_all(w.words, s.words)
        where len(w.words) > 2 and (s.role = 'child' or s.year >= {newest} - {NEXT_GENERATION})""")
    database.execute(f"""create or replace table likely
        (a integer, b integer, bits double, vetoes smallint, {", ".join(f"{name} boolean" for name in _SHOWN)})""")


def hold(database: duckdb.DuckDBPyConnection, weight: str, cut: float) -> None:
    """The table `pairs`, weighed, into `likely`: those from `cut` bits on, each with the vetoes that stand."""
    shown = ", ".join(
        f"case when vetoes <> 0 then {condition} else false end as {name}" for name, condition in _SHOWN.items()
    )
    database.execute(f"""create or replace temp table weighed as
        select a, b, bits, vetoes, tokens_l <> tokens_r as by_names, {_NUMBER} as has_number, {shown},
            case when by_names then [given_l, family_l, given_r, family_r] end as names
        from (select *, {_MASK} as vetoes from (select *, {weight} as bits from
            (select a, b, {GATHERED} from pairs join rows l on l.id = a join rows r on r.id = b))
        where bits >= {cut})""")
    _ask_names(database)
    within = f"""if(not has_number and not vetoes & {_BIT["may_be_twins"]} <> 0
        and (a in (select id from within) or b in (select id from within)), {_BIT["may_be_twins"]}, 0)"""
    database.execute(f"""insert into likely
        select a, b, bits, vetoes + {within}, {", ".join(_SHOWN)} from (
            select w.* replace (vetoes - if(by_names and coalesce(not differ, false), vetoes & {_BIT["given_names_differ"]}, 0)
                - if(by_names and coalesce(alike, false), vetoes & {_BIT["may_be_twins"]}, 0) as vetoes)
            from weighed w left join asked using (names))""")


def _ask_names(database: duckdb.DuckDBPyConnection) -> None:
    """Of names that are not the same, where it matters: whether they differ in words, or are one name in two spellings."""

    asked = database.execute(f"""select distinct names from weighed
        where by_names and vetoes & {_FIRST} = 0 and vetoes & {_BY_NAMES} <> 0""").fetchall()
    names: dict[tuple[str, str], Name] = {}

    def name(given: str, family: str) -> Name:
        if (given, family) not in names:
            names[given, family] = Name(tuple(given.split()), tuple(family.split()))
        return names[given, family]

    both = [(name(one[0], one[1]), name(one[2], one[3])) for (one,) in asked]
    table = pa.table(
        {
            "names": pa.array([one for (one,) in asked], pa.list_(pa.string())),
            "differ": pa.array([vetoes.words_differ(a, b) for a, b in both], pa.bool_()),
            "alike": pa.array([vetoes.spelled_alike(a, b) for a, b in both], pa.bool_()),
        }
    )  # fmt: skip
    database.register("asked_now", table)
    database.execute("create or replace temp table asked as select * from asked_now")
    database.unregister("asked_now")


def decide(database: duckdb.DuckDBPyConnection, certain: float) -> None:
    """What is joined, into `links`: from `certain` bits on, where no veto stands or one that is less than what speaks for it."""
    slips = _BIT["born_on_other_days"] | _BIT["little_is_known"]
    alone = _BIT["no_given_name"] | _BY_NAMES
    is_apart = "in_one_file or may_be_kin"
    database.execute(f"""create or replace table links as
        select a, b, bits, vetoes = 0 as is_certain from likely where bits >= {certain} and (vetoes = 0
            or vetoes & {slips} = vetoes and in_household and is_whole_name and day_slipped and not ({is_apart})
            or vetoes & {alone} = vetoes and in_household and is_given_name and same_day and not ({is_apart}))
        union all
        select a, b, bits, false from (
            select k.*, greatest(x.n, y.n) + if(l.tokens = r.tokens, 0, 3) as borne
            from likely k join rows l on l.id = a join rows r on r.id = b
                join bearers x on x.tokens = l.tokens join bearers y on y.tokens = r.tokens
            where bits >= {certain} and vetoes = {_BIT["nothing_else_in_common"]} and same_day)
        where borne / {ALL_DAYS} < {DAY_ALONE} * if(in_one_file, {ONE_FILE}, 1)""")


def why() -> str:
    """In SQL, the first veto that stands as `vetoes.ALL` says it; null where the rows themselves say that there are two."""
    cases = [
        f"when vetoes & {bit} <> 0 then {'null' if name in SAID_BY_THE_ROWS else _text(vetoes.ALL[name][1])}"
        for name, bit in _BIT.items()
    ]
    return f"case {' '.join(cases)} else 'rows joined to either contradict each other' end"


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"
