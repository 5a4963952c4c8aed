"""When two people are joined without asking: what is known of them, in which relation they stand, and who else could be meant.
Pure.

The numbers are how many others of such a name could be written so (`slips.py`). They were chosen on the pilot's two files and
hold on families that the generator invents (ADR 146).
"""

from kith.intake.linkage.likeness import Births, Likeness, Names

FAMILY, KIN = "one_of_the_family", "with_relatives_alike"
ALONE, APART = "nobody_else_so_named_and_born", "nobody_else_so_named_on_that_day"
CHANCE = 0.1  # from so many others on, people are asked
# Where a name and a day are all that two have in common: such pairs are the most, and so are their mistakes.
DAY_ALONE = 0.01
AT_HOME = 0.05  # where the day is not known or, in one home, is another, of people of one family
NEAR = 3  # so many times more where a telephone or postcode is the same, too
ONE_FILE = 0.1  # so many times fewer where one file names both, which it does as a rule because they are two


def is_sure(like: Likeness, relation: str, others: float, *, has_own_name: bool = False) -> bool:
    """Whether two people are joined without asking, where neither has a rival. `others`: how many more could be meant by
    chance; `has_own_name`: both have the same given names, of which nobody else of their family has one."""
    is_written_by_ear = has_own_name and like.births == Births.SAME_DAY and not like.one_file
    if (
        (like.clashes and not is_written_by_ear)
        or are_named_apart(like)
        or (like.one_file and like.births == Births.SHIFTED)
    ):
        return False
    if like.may_be_kin and like.births < Births.SWAPPED:
        return False
    if like.other_sex and (like.names < Names.PART or like.births < Births.SHIFTED):
        return False
    if like.shares_number and like.names <= Names.CLOSE and not like.one_given:
        return False  # twins, of whom one was written down under the other's number
    if like.shares_number:
        return like.births >= Births.YEAR or (like.births >= Births.OTHER_DAY and like.names >= Names.PART)
    if like.other_sex:
        return relation == FAMILY and _is_sure_of_other_sex(like)
    if relation == FAMILY:
        return _is_sure_in_family(like, others, is_written_by_ear=is_written_by_ear)
    if relation == APART or like.other_case or like.worst < Births.UNKNOWN or others >= _most_others(like):
        return False
    if like.births < Births.YEAR:
        return like.births == Births.UNKNOWN and _is_sure_without_a_day(like, others)
    if relation == KIN:
        return like.names >= Names.PART and like.births >= Births.SHIFTED and not like.one_file
    return like.names >= (Names.SLIPS if like.births >= Births.SWAPPED else Names.RESPELLED)


def _is_sure_without_a_day(like: Likeness, others: float) -> bool:
    """Nobody knows when one of two people, of no one family, was born: the whole name is the same, and so is the home."""
    is_here = (like.shares_home or like.is_near) and not like.one_file
    return is_here and like.names >= Names.RESPELLED and others < AT_HOME


def _is_sure_of_other_sex(like: Likeness) -> bool:
    """An office that writes the other sex knows the family, and writes the whole name as the others do."""
    return _is_written_so(like) and like.births >= Births.SWAPPED and (like.shares_home or like.is_near)


def _is_written_so(like: Likeness) -> bool:
    return is_whole(like) and not like.written_apart and not like.one_file


def _is_sure_in_family(like: Likeness, others: float, *, is_written_by_ear: bool) -> bool:
    if like.births >= Births.SWAPPED:
        return like.names >= Names.PART_WITH_SLIPS or is_written_by_ear  # what is merely close may be a twin's
    if like.births >= Births.YEAR:
        return is_whole(like)  # a word more may be what parts a brother born a year later
    if like.births == Births.OTHER_DAY or not is_whole(like) or like.one_file:
        return False  # cousins of one name live in one house
    if like.shares_home:
        return others < AT_HOME
    return (
        like.births == Births.UNKNOWN
        and like.names >= Names.RESPELLED
        and others < (CHANCE if like.is_near else AT_HOME)
    )


def is_whole(like: Likeness) -> bool:
    """Whether the whole name of one is the whole name of the other, or but for a word more in the family's name."""
    is_part = like.names in (Names.PART, Names.PART_WITH_SLIPS)
    return like.like_given if is_part else like.names >= Names.SLIPS


def must_be_asked(like: Likeness, relation: str) -> bool:
    """Whether two are never joined merely because so many who are as alike were one: twins and cousins of close names, parent
    and child, brothers of whom one has a name more, whoever has another number, case or carer, two whom a file holds to be two,
    one of whom nobody knows when they were born, and those of whom a name and a year is all that is known."""
    if like.least_names < Names.PART_WITH_SLIPS or like.births < Births.YEAR or are_named_apart(like):
        return True
    if like.other_number or like.other_carer or (like.other_case and relation != FAMILY):
        return True
    is_apart = relation in (ALONE, APART)
    if like.one_file and (like.births == Births.YEAR or (is_apart and like.births < Births.SAME_DAY)):
        return True
    if like.other_sex and not (relation == FAMILY and _is_written_so(like) and like.births == Births.SAME_DAY):
        return True
    if like.births >= Births.SWAPPED:
        return False
    if like.births == Births.YEAR and is_apart and not (like.shares_home or like.is_near or like.shares_number):
        return True
    is_slip = like.births >= Births.SHIFTED and like.one_year  # brothers are not born within months of each other
    return like.may_be_kin or not (is_whole(like) or is_slip)


def are_two(like: Likeness | None) -> bool:
    """Whether two people cannot be one, or one file holds them to be two."""
    return like is None or like.clashes or are_named_apart(like)


def may_be_two(like: Likeness | None) -> bool:
    """Whether two may be twins or cousins, as some of their names go: Hasan and Husain."""
    return like is None or are_two(like) or like.least_names < Names.PART_WITH_SLIPS


def fits(like: Likeness) -> bool:
    """Whether one may be meant by the name and the day of the other."""
    return like.names >= Names.PART_WITH_SLIPS and like.births >= Births.YEAR


def fits_as_well(rival: Likeness, like: Likeness) -> bool:
    """Whether somebody's likeness to a third speaks about as much for their being one as that of another does."""
    if (rival.may_be_kin and rival.births < Births.SWAPPED) or rival.names < like.names - 2:
        return False
    is_of_another = (rival.other_sex and not like.other_sex) or (like.shares_given and not rival.shares_given)
    if is_of_another and rival.names < Names.RESPELLED:
        return False  # a father, by whose name his child goes, too
    lives_elsewhere = like.shares_home and not rival.shares_home
    return strength(rival) > strength(like) or (strength(rival) == strength(like) and not lives_elsewhere)


def is_firm(like: Likeness) -> bool:
    """Whether two are so alike that their families may be one."""
    is_born_so = like.births >= Births.SHIFTED and like.worst >= Births.YEAR
    return is_born_so and like.names >= Names.PART and not like.clashes


def strength(like: Likeness) -> int:
    """How firmly a day of birth speaks: exactly, with a slip, vaguely, or against."""
    return sum(like.births >= level for level in (Births.SWAPPED, Births.SHIFTED, Births.UNKNOWN))


def are_named_apart(like: Likeness) -> bool:
    """Whether one file names both, with other words or on two full days: it may mean two. Of one name, all words the same if in
    other spellings, with days of one year a slip apart, and no other case, carer or number, it means one twice: nobody calls two
    children the same. Whom each of two files names twice are two, cousins of one name, but for those of one day."""
    if not like.one_file:
        return False
    if not is_whole(like):
        return True
    if like.two_files:
        return like.births != Births.SAME_DAY
    is_slip = like.births >= Births.SHIFTED and like.one_year and like.worst > Births.OTHER_DAY
    is_another = like.other_case or like.other_carer or like.other_number
    if like.names >= Names.RESPELLED and is_slip and not is_another:
        return False
    return like.births not in (Births.SAME_DAY, Births.UNKNOWN, Births.NEXT_YEAR, Births.YEAR)


def _most_others(like: Likeness) -> float:
    """From how many others by chance on two are no longer joined."""
    if not like.is_near and not like.shares_home and like.births == Births.SAME_DAY:
        return DAY_ALONE * (ONE_FILE if like.one_file else 1)
    return CHANCE * (NEAR if like.is_near else 1) * (ONE_FILE if like.one_file else 1)
