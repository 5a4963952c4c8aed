"""A national register of the rare-name kind, invented by a seed in seconds: five offices' files with the pack's headings, and the
truth in a file of its own, which the scorer alone is handed.

Names are syllables by a law of Zipf (Mandelbrot's), people come in families, 3 in 100 are twins; addresses are shared by families
and some by hundreds (hotels), families move; days and months are swapped, days become 1 January, letters slip, cells are empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

ROWS = "rows"  # the folder of the files
TRUTH = "truth.parquet"  # row, person, family, is_twin: what is so, by a row's own id
DAYS = 365.25
GIVEN, FAMILY = 20_000, 200_000  # names that there are, for girls and for boys; of families
TOWNS = ["Ashby Vale", "Carrick Moss", "Eastholm", "Brackwell", "Hexley", "Northwick"]
STREETS = ["High Street", "Mill Lane", "Station Road", "Church Road", "Bridge Road", "Park Avenue", "Victoria Road"]
SIZES = [1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 7, 9, 1, 2]  # of families


def drawn(*of: object) -> str:
    """A large number in SQL that each row draws for itself: the same in any thread. Hashed twice, since DuckDB's hash of several
    values is one's xor the others', and what is drawn by two salts would belong together."""
    return f"hash(hash({', '.join(map(str, of))}))"


def dice(*of: object) -> str:
    """A number from 0 to 1."""
    return f"({drawn(*of)} % 4294967296)::double / 4294967296"


def u(salt: str) -> str:
    """A number from 0 to 1 of this row of a file."""
    return dice("id", f"'{salt}'", "seed")


def sometimes(chance: float, cell: str, salt: str = "") -> str:
    """The cell in so many rows, and nothing in the others."""
    return f"if({u(salt or cell)} < {chance}, {cell}, '')"


def slip(word: str, chance: float) -> str:
    """A slip of the pen, in so many rows: two letters change places, one goes, or one is another."""
    n = f"({drawn('id', repr(word), 'seed')} // 4294967296)::bigint"
    at = f"(2 + {n} // 7 % greatest(length({word}) - 2, 1))::int"
    letter = f"if({word}[{at}] between '0' and '9', chr((48 + {n} % 10)::int), chr((97 + {n} % 26)::int))"
    return f"""case when length({word}) < 4 or {u(word)} >= {chance} then {word}
        when {n} % 3 = 0 then substr({word}, 1, {at} - 1) || substr({word}, {at} + 1)
        when {n} % 3 = 1 then substr({word}, 1, {at} - 1) || substr({word}, {at} + 1, 1) || {word}[{at}]
            || substr({word}, {at} + 2)
        else substr({word}, 1, {at} - 1) || {letter} || substr({word}, {at} + 1) end"""


# What each office writes: its file, of how many people it knows at three rows a person, and its headings with the SQL of each.
FILES: dict[str, tuple[float, dict[str, str]]] = {
    "home_office_legacy_cases": (0.68, {
        "Row ID": "row", "Person ref": sometimes(0.9, slip("person_ref", 0.02), "1"),
        "Case ref": sometimes(0.8, "case_ref"), "Forenames": "given_written", "Surname": "family_written",
        "DOB": "strftime(born_written, '%d/%m/%Y')", "Gender": sometimes(0.97, "sex"),
        "Relationship to main applicant": "relationship", "Phone": sometimes(0.5, "phone"),
        "Address": sometimes(0.9, "address"), "Town": "town", "Postcode": sometimes(0.88, "postcode"),
    }),
    "accommodation_provider": (0.56, {
        "id": "row", "service user ref": sometimes(0.7, slip("person_ref", 0.03), "1"), "first name": "upper(given_written)",
        "last name": "upper(family_written)", "d.o.b.": "strftime(born_written, '%d/%m/%Y')",
        "m/f": sometimes(0.95, "upper(sex)", "sex"), "moved in": "''", "tel": sometimes(0.6, "phone"),
        "address line": "address", "town": "town", "post code": sometimes(0.9, "postcode"),
    }),
    "council_families_team": (0.56, {
        "Record": "row", "HO ref (if known)": sometimes(0.3, slip("person_ref", 0.05), "1"), "Given name(s)": "given_written",
        "Family name": "family_written", "Date of birth": "strftime(born_written, '%Y-%m-%d')", "Sex": "sex",
        "Relationship": "relationship", "Guardian": sometimes(0.7, "guardian"), "Mobile": sometimes(0.6, "phone"),
        "Address": sometimes(0.93, "address"), "Town": "town", "Postcode": sometimes(0.9, "postcode"),
    }),
    "school_roll": (0.42, {
        "Pupil record": "row", "Pupil name": "upper(family_written) || ', ' || given_written",
        "Date of birth": "strftime(born_written, '%d/%m/%Y')", "Sex": "sex", "Parent or carer": sometimes(0.5, "guardian"),
        "Home address": sometimes(0.95, "address"), "Town": "town", "Postcode": sometimes(0.92, "postcode"),
        "Contact number": sometimes(0.6, "phone"), "Health number": sometimes(0.3, slip("health_ref", 0.02), "8"),
    }),
    "health_board_registrations": (0.78, {
        "REC": "row", "CHI-LIKE NO": sometimes(0.65, slip("health_ref", 0.01), "8"), "FORENAME": "upper(given_written)",
        "SURNAME": "upper(family_written)", "BIRTH DATE": "strftime(born_written, '%d/%m/%Y')", "SEX": "sex",
        "TELEPHONE": sometimes(0.5, "phone"), "ADDRESS": sometimes(0.96, "address"), "TOWN": "town",
        "POSTCODE": sometimes(0.95, "postcode"),
    }),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    rows: int
    people: int
    families: int


def make(folder: Path, *, seed: int, rows: int, rows_a_person: float = 1.6, one_of: int = 1) -> Made:
    """Write the files and the truth into the folder: about as many rows, and for one seed always the same.

    As one of a hundred parts it is what a register a hundred times as large has of people born in one year: as many of one name
    and day as there, and homes all over the country.
    """
    (folder / ROWS).mkdir(parents=True, exist_ok=True)
    people = int(rows / rows_a_person)
    with duckdb.connect(config={"threads": 2}) as database:
        _names_and_homes(database, seed, max(people * one_of // 7, 10))
        _people(database, seed, people, is_one_year=one_of > 1)
        database.execute(_rows(rows_a_person / sum(share for share, _ in FILES.values())))
        for number, (file, (_, headings)) in enumerate(FILES.items()):
            cells = ", ".join(f"coalesce({said}, '') as \"{heading}\"" for heading, said in headings.items())
            asked = f"select {cells} from rows where file = {number} order by row"
            database.execute(f"copy ({asked}) to '{folder / ROWS / file}.csv' (format csv, header)")
        told = "select row, person, family, is_twin from rows"
        database.execute(f"copy ({told}) to '{folder / TRUTH}' (format parquet)")
        return Made(
            *database.execute("select count(*), count(distinct person), count(distinct family) from rows").fetchall()[0]
        )


def _list(words: Sequence[str], n: str) -> str:
    return f"list_extract([{', '.join(repr(word) for word in words)}], ({n} % {len(words)} + 1)::int)"


def _names_and_homes(database: duckdb.DuckDBPyConnection, seed: int, buildings: int) -> None:
    """Names by their rank, whose syllables are drawn, so that neighbours in rank are not alike; buildings and hotels."""
    begin = ["k", "m", "t", "r", "s", "b", "n", "d", "l", "h", "z", "g", "f", "j"]
    parts = [first + vowel for first in begin for vowel in ("a", "e", "i", "o", "u")]
    ends = ["", "n", "r", "l", "m", "d", "s", "h"]
    third = f"if(h // 9999 % 3 = 0, {_list(parts, 'h // 40000')}, '')"
    database.execute(f"""create table names as select kind, rank, upper(name[1]) || substr(name, 2) as name from (
        select kind, rank, {_list(parts, "h")} || {_list(parts, "h // 100")} || {third} || {_list(ends, "h // 9999000")} as name
        from (select kind, range as rank, ({drawn("kind", "range", seed)} // 1024)::bigint as h
            from range({FAMILY}), (select unnest(['f', 'm', 'family']) as kind)
            where kind = 'family' or range < {GIVEN}))""")
    database.execute(f"""create table buildings as
        select range as building, range // 7 % 150 + 1 || ' ' || s.name || ' ' || {_list(STREETS, "range")} as address,
            {_list(TOWNS, "range // 1050")} as town,
            'Z' || chr((65 + range // 1050 % 26)::int) || (range // 27300 % 90 + 1) || ' ' || (range // 140 % 9 + 1)
                || chr((65 + range // 15 % 26)::int) || chr((65 + range // 390 % 26)::int) as postcode
        from range({buildings}) join names s on s.kind = 'family' and s.rank = range // 1050 * 7 + range % 7""")
    database.execute(f"""create table hotels as
        select range as hotel, s.name || ' Hotel, ' || (range + 1) || ' Station Road' as address, {_list(TOWNS, "range")} as town,
            'ZH' || (range % 90 + 1) || ' 1AA' as postcode
        from range({max(buildings // 3000, 2)}) join names s on s.kind = 'm' and s.rank = range""")


def _ranked(chance: str, many: int, flat: int) -> str:
    """Ranks by Zipf and Mandelbrot: the share of a rank falls as 1 / (rank + flat)."""
    return f"(pow({(many + flat) / flat}, {chance}) * {flat} - {flat})::bigint"


def _people(database: duckdb.DuckDBPyConnection, seed: int, people: int, *, is_one_year: bool) -> None:
    """Families with their name, homes and case; people in them, parents first, with a name, a day of birth and numbers."""
    throw = partial(dice, seed)
    sizes = [1] if is_one_year else SIZES  # of a family hardly two are born in one year
    first, years = ("2000-01-01", 1) if is_one_year else ("1990-01-01", 33)
    grown, of_them = ("2000-01-01", 1) if is_one_year else ("1955-01-01", 40)
    database.execute(f"""create table families as
        select range as family, {_list(sizes, drawn("range", "'size'", seed))} as size,
            {_ranked(throw("range", "'family'"), FAMILY, 20)} as rank,
            'KI' || (100000 + {drawn("range", "'case'", seed)} % 9000000000) as case_ref,
            '07' || lpad(({drawn("range", "'phone'", seed)} % 1000000000)::varchar, 9, '0') as phone,
            {throw("range", "'hotel'")} < 0.05 as in_hotel, {throw("range", "'moves'")} < 0.3 as moves,
            {drawn("range", "'home'", seed)} % (select count(*) from buildings) as home,
            {drawn("range", "'before'", seed)} % (select count(*) from buildings) as home_before,
            {drawn("range", "'which'", seed)} % (select count(*) from hotels) as hotel,
            1 + {drawn("range", "'room'", seed)} % 400 as room
        from range({int(people * len(sizes) / sum(sizes))})""")
    database.execute(f"""create table people as
        with placed as (
            select *, family * 16 + place as person, place < 2 and size > place + (size > 2)::int as is_parent,
                place > 2 and {throw("family * 16 + place", "'twin'")} < 0.04 as is_second
            from families, range(9) r(place) where place < size
        ), born as (
            select *, if({throw("person", "'sex'")} < 0.5, 'f', 'm') as sex,
                {_ranked(throw("person", "'given'"), GIVEN, 10)} as given_rank,
                (if(is_parent, date '{grown}', date '{first}')
                    + ({throw("person - is_second::int", "'born'")} * if(is_parent, {of_them}, {years}) * {DAYS})::int
                )::date as born,
                'A' || lpad(({drawn("person", "'person'", seed)} % 100000000)::varchar, 8, '0') as person_ref,
                lpad(({drawn("person", "'health'", seed)} % 10000000000)::varchar, 10, '0') as health_ref
            from placed)
        select b.* exclude (rank, given_rank, place), f.name as family_name, g.name as given,
            is_second or coalesce(lead(is_second) over (order by person), false) as is_twin, {seed} as seed
        from born b join names f on f.kind = 'family' and f.rank = b.rank
            join names g on g.kind = sex and g.rank = b.given_rank""")


def _rows(share: float) -> str:
    """Each office's rows: whom it knows, as it wrote them down, some twice. Ids and their order tell nothing."""
    chances = f"list_extract({[chance for chance, _ in FILES.values()]}, file + 1)"
    day = u("day")
    return f"""create table rows as
        with known as (
            select p.*, file::int as file, person * 100 + file * 10 + again as id
            from people p, range({len(FILES)}) f(file), range(2) a(again)
            where {dice("person", "file", "'known'", "seed")} < {share} * {chances}
                and (again = 0 or {dice("person", "file", "'again'", "seed")} < 0.05)
        ), spelled as (
            select *, case when {u("family")} < 0.012 then '' else {slip("family_name", 0.05)} end as family_spelled,
                case when {u("given")} < 0.012 then '' else {slip("given", 0.05)} end as given_spelled,
                case when {day} < 0.012 then null
                    when {day} < 0.07 then make_date(year(born), 1, 1)
                    when {day} < 0.12 and day(born) <= 12 then make_date(year(born), day(born), month(born))
                    when {day} < 0.13 then (born + 1)::date
                    when {day} < 0.14 then make_date(year(born), month(born), least(28, day(born) // 10 * 10 + 1 + (id % 8)::int))
                    else born end as born_written,
                in_hotel and {u("in hotel")} < 0.8 as by_hotel,
                if(moves and {u("moved")} < 0.4, home_before, home) as lives
            from known)
        select id, file, 'R' || lpad(({drawn("id", "'row'", "seed")} % 10000000000000000)::varchar, 16, '0') as row, seed,
            person, family, is_twin, {u("turned")} < 0.015 as is_turned,
            if(is_turned, family_spelled, given_spelled) as given_written,
            if(is_turned, given_spelled, family_spelled) as family_written,
            born_written, sex, person_ref, health_ref, case_ref, phone, if(is_parent, 'principal', 'child') as relationship,
            '' as guardian,
            if(by_hotel, 'Room ' || room || ', ' || h.address, b.address) as address,
            if(by_hotel, h.town, b.town) as town, if(by_hotel, h.postcode, b.postcode) as postcode
        from spelled s join buildings b on b.building = s.lives join hotels h using (hotel)"""
