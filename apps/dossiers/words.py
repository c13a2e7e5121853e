"""What a written answer may say: a text, a link or the number of a test run, checked by form."""

import re
import unicodedata
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.dossiers.states import WRITTEN, Nature
from apps.evidence.identifiers import holds_number
from apps.frameworks.rem.cells import clean_text

LONGEST = {Nature.TEXT: 4000, Nature.LINK: 2000, Nature.RUN: 200}
"""Signs that each nature may have."""

DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs that make a text read in another order than it is written."""

_is_https = URLValidator(schemes=["https"])


def check_words(nature: str, words: str) -> str:
    """Return `words` as they are kept; `Invalid` on the field `words` says what to mend.

    A link is https, without a name or a password in it; a number stands on one line. None of them
    holds a patient number.
    """
    if nature not in WRITTEN:
        raise Invalid(_("Choisissez la nature de la réponse dans la liste."), field="nature")
    nature = Nature(nature)
    words = DIRECTIONS.sub("", clean_text(words))
    if not words:
        raise Invalid(_("Écrivez la réponse."), field="words")
    if len(words) > LONGEST[nature]:
        raise Invalid(
            _("Cette réponse dépasse %(limit)d signes : raccourcissez-la ou joignez un fichier.")
            % {"limit": LONGEST[nature]},
            field="words",
        )
    if nature == Nature.LINK:
        _check_link(words)
    if nature == Nature.RUN and not _is_one_line(words):
        raise Invalid(_("Un identifiant d’exécution tient sur une seule ligne."), field="words")
    if holds_number(words) or holds_number(unquote(words)):
        raise Invalid(
            _(
                "Cette réponse contient un numéro qui a la forme d’un INS ou d’un NIR de patient : "
                "retirez-le, ou employez l’identité de test."
            ),
            field="words",
        )
    return words


def _check_link(words: str) -> None:
    try:
        _is_https(words)
        parts = urlsplit(words)
    except (ValidationError, ValueError):
        parts = None
    if parts is None or not _is_one_line(words):
        raise Invalid(
            _("Collez une adresse entière, qui commence par https://, sans espace."), field="words"
        )
    if "@" in parts.netloc:
        raise Invalid(
            _("Retirez le nom et le mot de passe de cette adresse : elle est lue par l’équipe."),
            field="words",
        )


def _is_one_line(words: str) -> bool:
    """Return whether nothing in `words` breaks a line or hides."""
    return not any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") for sign in words)
