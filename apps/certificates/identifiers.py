"""Numbers of structures and of card holders: cleaned, and checked."""

import re

from django.utils.translation import gettext as _
from stdnum.fr import siret

from apps.certificates.states import IdentifierKind

RPPS_RANG = re.compile(r"1\d{10}\d{2,3}")
CPX = re.compile(r"8\d{11}")


def clean_number(text: str) -> str:
    """Return the number without the spaces, dots and dashes that people write in it.

    >>> clean_number("552 081 317-66522")
    '55208131766522'
    """
    return re.sub(r"[\s.\-–]", "", text)


def fault_of(kind: IdentifierKind, number: str) -> str:
    """Return what is wrong with a cleaned structure number, in French; "" when it is right.

    A SIRET holds its key; an RPPS rang is the 11 digits of an RPPS number, the first of them 1,
    then the 2 or 3 digits of the rank of the place of work.
    """
    if kind == IdentifierKind.SIRET:
        if siret.is_valid(number):
            return ""
        return _(
            "« %(number)s » n’est pas un SIRET : recopiez ses 14 chiffres depuis l’avis INSEE."
        ) % {"number": number[:40]}
    if RPPS_RANG.fullmatch(number):
        return ""
    return _(
        "« %(number)s » n’est pas un RPPS rang : écrivez les 11 chiffres du RPPS, puis le rang du "
        "cabinet sur 2 ou 3 chiffres."
    ) % {"number": number[:40]}


def card_fault(number: str) -> str:
    """Return what is wrong with the national identifier on a CPx card, "" when it is right.

    It is « 8 » followed by the 11 digits of the RPPS number (FAQ ANS).
    """
    if CPX.fullmatch(number):
        return ""
    return _(
        "« %(number)s » n’est pas un identifiant de carte : « 8 », puis les 11 chiffres du RPPS."
    ) % {"number": number[:40]}
