"""Write the reference entries and words; what an administrator changed is left alone."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from apps.guide.models import Anchor, Entry, Term, Topic
from apps.guide.states import Certainty

ENTRY_FACTS = ("title", "body", "in_segurtrack", "source", "certainty", "keywords")
TERM_FACTS = ("name", "meaning", "identifier")


def read_guide(folder: Path) -> dict[str, list[dict]]:
    """Return the content of a folder of JSON files: its topics, its entries in order, its terms.

    Each file of entries says on which day they were checked; each entry gets that day.
    """
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*")}
    return {
        "topics": files.pop("topics"),
        "terms": files.pop("glossary"),
        "entries": [
            row | {"updated_on": date.fromisoformat(files[name]["checked_on"])}
            for name in sorted(files)
            for row in files[name]["entries"]
        ],
    }


@transaction.atomic
def load_guide(data: dict[str, list[dict]]) -> dict[str, int]:
    """Write what `read_guide` returned; return how many rows of each kind it named.

    Entries and words are found by their address. One that is as it was loaded follows the file;
    one that an administrator changed stays. What the file no longer names stays too.
    """
    topics = {}
    for row in data["topics"]:
        topic, _ = Topic.objects.update_or_create(
            facet=row["facet"], code=row["code"], defaults={"name": row["name"]}
        )
        topics[f"{topic.facet}:{topic.code}"] = topic
    for order, row in enumerate(data["entries"], start=1):
        _load_entry(row, order, topics)
    for row in data["terms"]:
        _load_term(row)
    return {f"guide {name}": len(rows) for name, rows in data.items()}


def _load_entry(row: dict, order: int, topics: dict[str, Topic]) -> None:
    entry = Entry.objects.filter(slug=row["slug"]).first() or Entry(slug=row["slug"])
    facts = {name: row.get(name, "") for name in ENTRY_FACTS}
    facts["certainty"] = facts["certainty"] or Certainty.OFFICIAL
    wanted = _digest(facts, row["topics"], row.get("explains", []))
    if entry.loaded_digest == wanted or _was_changed(entry, ENTRY_FACTS, _links_of_entry):
        return
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.order, entry.updated_on, entry.loaded_digest = order, row["updated_on"], wanted
    entry.full_clean()
    entry.save()
    entry.topics.set(topics[name] for name in row["topics"])
    _explain(entry, row.get("explains", []))


def _explain(entry: Entry, names: list[str]) -> None:
    """Make an entry the one that explains `names`, each "kind:code", unless another one does."""
    for anchor in entry.anchors.all():
        if f"{anchor.kind}:{anchor.code}" not in names:
            anchor.delete()
    for name in names:
        kind, _colon, code = name.partition(":")
        Anchor.objects.get_or_create(kind=kind, code=code, defaults={"entry": entry})


def _load_term(row: dict) -> None:
    term = Term.objects.filter(slug=row["slug"]).first() or Term(slug=row["slug"])
    facts = {name: row.get(name, "") for name in TERM_FACTS}
    wanted = _digest(facts, row.get("entries", []))
    if term.loaded_digest == wanted or _was_changed(term, TERM_FACTS, _links_of_term):
        return
    for name, value in facts.items():
        setattr(term, name, value)
    term.loaded_digest = wanted
    term.full_clean()
    term.save()
    term.entries.set(Entry.objects.filter(slug__in=row.get("entries", [])))


def _was_changed(row, names: tuple[str, ...], links_of) -> bool:
    """Return whether a stored row is no longer what the last loading wrote."""
    if row.pk is None:
        return False
    facts = {name: getattr(row, name) for name in names}
    return row.loaded_digest != _digest(facts, *links_of(row))


def _links_of_entry(entry: Entry) -> tuple[list[str], list[str]]:
    topics = [f"{each.facet}:{each.code}" for each in entry.topics.all()]
    return topics, [f"{each.kind}:{each.code}" for each in entry.anchors.all()]


def _links_of_term(term: Term) -> tuple[list[str]]:
    return (list(term.entries.values_list("slug", flat=True)),)


def _digest(facts: dict, *links: list[str]) -> str:
    content = [sorted(facts.items()), *map(sorted, links)]
    return sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
