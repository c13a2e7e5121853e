"""Tags that every template has without loading them: tones, days, sizes, blockers, meters."""

from django import template
from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.core.tones import Tone

register = template.Library()

KIBI = 1024
METER = (
    '<svg class="meter" role="img" aria-label="{}" width="100%" height="9"'
    ' preserveAspectRatio="none"><rect class="meter-track" width="100%" height="9" rx="4.5" />'
    "{}</svg>"
)
METER_PART = '<rect class="meter-fill meter-fill--{}" x="{}" width="{}" height="9" />'


@register.simple_tag
def badge(member, label: str = ""):
    """Return the pill of a `TonedChoices` member: its tone, its icon and its word (or `label`)."""
    return format_html(
        '<span class="pill pill--{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>',
        member.tone,
        member.icon,
        label or member.label,
    )


@register.simple_tag
def named_badge(member, name: str, title: str):
    """Return the pill of a member that shows `name`; its word is read to screen readers."""
    return format_html(
        '<span class="pill pill--{}" title="{}"><i class="bi bi-{}" aria-hidden="true"></i>{}'
        '<span class="visually-hidden">{}{}</span></span>',
        member.tone,
        title,
        member.icon,
        name,
        _(" : "),
        member.label,
    )


@register.simple_tag
def tone_icon(member, title: str = ""):
    """Return the icon of a member in its small toned disc; the word is read to screen readers."""
    return format_html(
        '<span class="tone-icon tone-icon--{}"><i class="bi bi-{}" aria-hidden="true"></i>'
        '<span class="visually-hidden">{}</span></span>',
        member.tone,
        member.icon,
        title or member.label,
    )


@register.simple_tag
def pill(tone: str, icon: str, label: str):
    """Return a pill that no state stands behind; `tone` is a value of `Tone`."""
    return format_html(
        '<span class="pill pill--{}"><i class="bi bi-{}" aria-hidden="true"></i>{}</span>',
        Tone(tone),
        icon,
        label,
    )


@register.filter
def day(value, today=None) -> str:
    """Return a date in full words, "vendredi 6 mars 2026".

    With `{{ date|day:today }}` the year is left out when it is today's.
    """
    if not value:
        return ""
    year = "" if today and value.year == today.year else " Y"
    return format_date(value, f"l {_number(value)} F{year}")


@register.filter
def short_day(value, today=None) -> str:
    """Return a date without its weekday, "6 mars".

    With `{{ date|short_day:today }}` the year follows when it is not today's.
    """
    if not value:
        return ""
    year = " Y" if today and value.year != today.year else ""
    return format_date(value, f"{_number(value)} F{year}")


@register.filter
def brief_day(value, today=None) -> str:
    """Return a date for a narrow column, "6 déc.", with its year when it is not `today`'s."""
    if not value:
        return ""
    year = " Y" if today and value.year != today.year else ""
    return format_date(value, f"{_number(value)} N{year}")


def _number(value) -> str:
    """Return the format of the day number: French writes "1er", then "2"."""
    if value.day == 1 and (get_language() or "fr").startswith("fr"):
        return r"1\e\r"
    return "j"


@register.filter(name="bytes")
def human_bytes(value) -> str:
    """Return a size in French words: 0 octet, 812 octets, 4,2 Kio, 31 Mio."""
    size = int(value or 0)
    if size < KIBI:
        return ngettext("%(n)s octet", "%(n)s octets", max(size, 1)) % {"n": size}
    amount = float(size)
    for unit in (_("Kio"), _("Mio"), _("Gio"), _("Tio")):  # noqa: B007
        amount /= KIBI
        if round(amount, 1) < KIBI:
            break
    decimals = 0 if round(amount, 1) >= 10 else 1
    return f"{number_format(round(amount, decimals), decimal_pos=decimals)} {unit}"


@register.simple_tag
def explained(words, *, field: str = "", rule: str = ""):
    """Return `words` as a link to what the guide says of a field or of a rule, by its code."""
    kind, code = ("field", field) if field else ("rule", rule)
    url = reverse(f"guide:{kind}", args=[code])
    return format_html('<a class="explained" href="{}">{}</a>', url, words)


@register.inclusion_tag("components/_blockers.html")
def blockers(items, title: str = "") -> dict:
    """Draw what stands in the way of a move, each line with its rule, source and link."""
    return {"blockers": items, "title": title}


@register.simple_tag
def meter(total, label: str, **parts):
    """Draw a bar of `total` units; `parts` are `tone=amount` in their order, hatched for amber.

    `label` says the same in words: it is what a screen reader says.
    """
    segments, start = [], 0.0
    for tone, amount in parts.items():
        share = min(100 * (amount or 0) / total, 100 - start) if total else 0
        if share > 0:
            segments.append((Tone(tone), f"{start:.2f}%", f"{share:.2f}%"))
        start += share
    return format_html(METER, label, format_html_join("", METER_PART, segments))
