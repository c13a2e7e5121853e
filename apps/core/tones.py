"""The five tones of the site, and the choices that carry one beside value and label."""

from enum import StrEnum

from django.db import models


class Tone(StrEnum):
    """What a colour means, everywhere: the style sheet has one rule per value."""

    GREY = "grey"  # not started, far away, without object
    BLUE = "blue"  # with the ANS or the CNDA
    AMBER = "amber"  # our move
    GREEN = "green"  # conforme, obtained
    RED = "red"  # late, KO


class TonedChoices(models.TextChoices):
    """Text choices whose members are written `NAME = value, tone, icon, label`.

    `icon` is the name of a Bootstrap icon; a tone never stands alone, it has an icon and a word.
    """

    def __new__(cls, value: str, tone: str, icon: str):
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone = Tone(tone)
        member.icon = icon
        return member
