"""Words of the guide: rendered, folded for the search, marked where they were found."""

import re
import unicodedata
from html import unescape

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

from apps.rules.book import RULES

DELAY = re.compile(r"\[\[(\w+)\]\]")
WORD = re.compile(r"\w+")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
BEFORE, AROUND = 8, 32
"""Words of an excerpt: before the first one found, and in all."""

MARKDOWN = MarkdownIt("zero").enable(["list", "emphasis", "link", "autolink", "escape"])
"""Paragraphs, lists, emphasis and links; HTML stays text, and a link goes to no script."""


def unknown_delays(text: str) -> list[str]:
    """Return the codes in double brackets that name no delay of the rule book."""
    return [code for code in DELAY.findall(text) if code not in RULES or not RULES[code].phrase]


def with_delays(text: str) -> str:
    """Write the delay of the rule book where its code stands in double brackets.

    `with_delays("sous [[change_notification]]")` is "sous 15 jours calendaires".
    """
    return DELAY.sub(lambda found: RULES[found[1]].phrase if found[1] in RULES else "", text)


def to_html(text: str) -> SafeString:
    """Return the HTML of a text written in the Markdown subset of the guide."""
    return mark_safe(MARKDOWN.render(with_delays(text)))  # noqa: S308 (HTML stays text)


def to_plain(text: str) -> str:
    """Return the words of a text, without its signs, on one line."""
    return " ".join(unescape(strip_tags(to_html(text))).split())


def fold(text: str) -> str:
    """Return the words of a text without accents, capitals nor signs, one space between them.

    >>> fold("L’échéance du CŒUR")
    'l echeance du coeur'
    """
    bare = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(WORD.findall(bare.casefold()))


def marked(text: str, words: list[str]) -> SafeString:
    """Return `text` as HTML with each of its words that holds one of `words` marked.

    `words` are folded.
    """
    pieces, end = [], 0
    for found in WORD.finditer(text):
        if any(word in fold(found[0]) for word in words):
            pieces += [(text[end : found.start()], found[0])]
            end = found.end()
    whole = format_html_join("", "{}<mark>{}</mark>", pieces)
    return format_html("{}{}", whole, text[end:])


def excerpt(text: str, words: list[str]) -> str:
    """Return the stretch of a plain text around the first word that holds one of `words`."""
    parts = text.split()
    hits = (rank for rank, part in enumerate(parts) if any(word in fold(part) for word in words))
    start = max(next(hits, 0) - BEFORE, 0)
    if start + AROUND >= len(parts):
        start = max(len(parts) - AROUND, 0) if start else 0
    stretch = " ".join(parts[start : start + AROUND])
    before = "… " if start else ""
    after = " …" if start + AROUND < len(parts) else ""
    return f"{before}{stretch}{after}"
