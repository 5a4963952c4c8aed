"""An invented register of no family's kind: people of syllables, each in several rows with an office's slips."""

import random

GIVEN = [
    a + b for a in ("ma", "ro", "le", "ti", "sa", "wil", "jo", "ka") for b in ("ra", "bert", "na", "mo", "lin", "del")
]
FAMILY = [
    a + b
    for a in ("har", "stan", "bel", "cor", "wat", "ped", "lum", "gri")
    for b in ("ton", "ley", "ford", "mann", "ek")
]
STREETS = [
    a + b for a in ("oak", "mill", "church", "king", "long", "river") for b in (" road", " lane", " street", " close")
]
SHARED = ("family", "house", "street", "postcode")


def invented(seed: int, people: int = 250, rows: int = 3, at_home: int = 1) -> tuple[list[dict[str, str]], list[str]]:
    """The rows, shuffled, and for each the person whom it is about; so many share a family name and a home."""
    dice = random.Random(seed)
    made = []
    home: dict[str, str] = {}
    for person in range(people):
        known = {
            "given": dice.choice(GIVEN), "family": dice.choice(FAMILY),
            "born": f"{dice.randint(1920, 2010)}{dice.randint(1, 12):02}{dice.randint(1, 28):02}",
            "number": f"{dice.randint(10**7, 10**8 - 1)}", "house": str(dice.randint(1, 150)),
            "street": dice.choice(STREETS), "postcode": f"z{dice.randint(1, 40)} {dice.randint(1, 9)}ab",
            "sex": dice.choice("fm"),
        }  # fmt: skip
        home = {name: known[name] for name in SHARED} if person % at_home == 0 else home
        known |= home
        made += [(_copied(dice, known), str(person)) for _ in range(rows)]
    dice.shuffle(made)
    return [row for row, _ in made], [person for _, person in made]


def _copied(dice: random.Random, known: dict[str, str]) -> dict[str, str]:
    row = dict(known)
    for name in row:
        chance = dice.random()
        if chance < 0.06:
            row[name] = ""
        elif chance < 0.14 and len(row[name]) > 3:
            at = dice.randrange(len(row[name]))
            letter = dice.choice("0123456789" if row[name][at].isdigit() else "aeioulmnrst")
            row[name] = row[name][:at] + letter + row[name][at + 1 :]
    if dice.random() < 0.05:
        row["given"], row["family"] = row["family"], row["given"]
    return row
