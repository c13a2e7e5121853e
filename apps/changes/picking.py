"""Find requirements of a catalogue by words, accents and case ignored."""

import unicodedata


def fold(text: str) -> str:
    """Return the text without accents or capitals.

    >>> fold("Sécurité – ÉTAT")
    'securite – etat'
    """
    parts = unicodedata.normalize("NFKD", text)
    return "".join(each for each in parts if not unicodedata.combining(each)).casefold()


def search(requirements, words: str) -> list:
    """Return those with every word in their id, chapter, function or statement, in their order."""
    wanted = fold(words).split()
    return [each for each in requirements if all(word in _text_of(each) for word in wanted)]


def _text_of(requirement) -> str:
    return fold(
        " ".join(
            (
                requirement.reference,
                requirement.chapter.name,
                requirement.function,
                requirement.statement,
            )
        )
    )
