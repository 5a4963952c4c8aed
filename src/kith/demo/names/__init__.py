"""Invented name pools by naming culture. Words are common ones of their culture, joined by chance; nobody is meant."""

from kith.demo.names.arabic import ARABIC, SUDANESE
from kith.demo.names.east_africa import SOMALI, TIGRINYA
from kith.demo.names.europe import ALBANIAN, TURKISH, UKRAINIAN
from kith.demo.names.kurdish import KURDISH
from kith.demo.names.persian import AFGHAN, IRANIAN
from kith.demo.names.urdu import URDU
from kith.demo.names.west_africa import CONGOLESE, NIGERIAN
from kith.demo.names.words import Culture, Naming, Word

# Shares of the caseload, in hundredths. A belief, not a statistic.
CULTURES: tuple[tuple[Culture, int], ...] = (
    (AFGHAN, 13),
    (IRANIAN, 8),
    (ARABIC, 13),
    (SUDANESE, 6),
    (KURDISH, 11),
    (SOMALI, 9),
    (TIGRINYA, 9),
    (ALBANIAN, 6),
    (TURKISH, 5),
    (URDU, 8),
    (CONGOLESE, 4),
    (NIGERIAN, 5),
    (UKRAINIAN, 3),
)

__all__ = ["CULTURES", "Culture", "Naming", "Word"]
