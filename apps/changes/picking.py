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


def offer(request, change) -> dict:
    """Return the ticked requirements of the catalogue, and the others that answer the search.

    Context of the picker: `chosen`, `found`, `q`. What was posted is kept, else what the
    modification has.
    """
    every = list(change.dossier.catalog.requirements.select_related("chapter"))
    if request.method == "POST":
        ticked = set(request.POST.getlist("requirements"))
    else:
        ticked = {str(pk) for pk in change.requirements.values_list("pk", flat=True)}
    words = request.POST.get("q", "")
    chosen = [each for each in every if str(each.pk) in ticked]
    found = search([each for each in every if str(each.pk) not in ticked], words)
    return {"chosen": chosen, "found": found, "q": words}
