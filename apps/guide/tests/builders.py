"""Entries, topics and words for tests."""

from datetime import date

from apps.guide.models import Anchor, Entry, Term, Topic

UPDATED = date(2026, 3, 4)


def make_topic(facet="theme", code="horloge", name="Horloge de l’ANS") -> Topic:
    """Return the topic, made on first use."""
    return Topic.objects.get_or_create(facet=facet, code=code, defaults={"name": name})[0]


def make_entry(slug="allers-retours", *, topics=(), explains=(), **facts) -> Entry:
    """Return a saved entry; `explains` are (kind, code)."""
    facts = {
        "title": "Les allers-retours comptent-ils ?",
        "body": "Non, l’horloge s’arrête.",
        "source": "FAQ ANS, délai d’instruction",
        "updated_on": UPDATED,
    } | facts
    entry = Entry.objects.create(slug=slug, **facts)
    entry.topics.set(topics)
    for kind, code in explains:
        Anchor.objects.create(entry=entry, kind=kind, code=code)
    return entry


def make_term(name="montage", meaning="Emploi d’une solution tierce.", **facts) -> Term:
    """Return a saved word of the glossary."""
    return Term.objects.create(slug=name.lower(), name=name, meaning=meaning, **facts)
