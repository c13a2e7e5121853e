"""Pages of the guide: search, one entry, the glossary, and the ways in from other pages."""

from itertools import groupby
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.guide import votes
from apps.guide.filters import EntryFilter
from apps.guide.forms import VoteForm
from apps.guide.models import Entry, Term, Vote
from apps.guide.states import AnchorKind
from apps.guide.wording import excerpt, fold, marked
from apps.products.access import SIGNED_IN, access

ENTRIES_PER_PAGE = 20
TERMS_BESIDE = 3
NEAR = 6
NOT_VALID = 422


@access(SIGNED_IN)
def entry_list(request):
    """Search the guide by words and facets."""
    chosen = EntryFilter(request.GET)
    page = Paginator(chosen.qs.for_list(), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    chosen.count_choices()
    words = fold(chosen.words).split()
    context = {
        "filter": chosen,
        "page": page,
        "lines": [_line(entry, words) for entry in page],
        "terms": Term.objects.search(chosen.words)[:TERMS_BESIDE] if words else [],
        "chips": [(name, _query(request, without=facet)) for facet, name in chosen.facets_set],
        "previous_url": _page(request, page.has_previous() and page.previous_page_number()),
        "next_url": _page(request, page.has_next() and page.next_page_number()),
        "unread": Vote.objects.unread().count() if request.user.is_administrator else 0,
    }
    response = render(request, "guide/entry_list.html", context)
    if request.htmx:
        response["HX-Push-Url"] = f"{request.path}?{_set_only(request.GET)}".rstrip("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


@access(SIGNED_IN)
def entry_detail(request, slug):
    """Show one entry, with the rules of the book that it explains and what is near."""
    entry = _entry_or_404(slug)
    mine = Vote.objects.filter(entry=entry, person=request.user).first()
    form = VoteForm(initial={"comment": mine.comment if mine else ""})
    return _show(request, entry, form, mine)


@access(SIGNED_IN, methods=("POST",))
def vote(request, slug):
    """Note, change or take back the person's opinion of an entry."""
    entry = _entry_or_404(slug)
    form = VoteForm(request.POST)
    status = NOT_VALID
    if form.is_valid():
        try:
            messages.success(request, _record(entry, form.cleaned_data, by=request.user))
        except Refusal as refusal:
            status = refusal.status
            form.add_error(None, refusal.message)
        else:
            return redirect(entry)
    mine = Vote.objects.filter(entry=entry, person=request.user).first()
    return _show(request, entry, form, mine, status=status)


@access(SIGNED_IN)
def glossary(request):
    """Show every term, by letter."""
    published = Prefetch("entries", Entry.objects.published())
    terms = Term.objects.prefetch_related(published)
    letters = [(letter, list(group)) for letter, group in groupby(terms, lambda each: each.letter)]
    return render(request, "guide/glossary.html", {"letters": letters, "count": len(terms)})


@access(SIGNED_IN)
def explain_rule(request, code):
    """Go to the entry of a rule of the book."""
    return _explain(request, AnchorKind.RULE, code)


@access(SIGNED_IN)
def explain_blocker(request, code):
    """Go to the entry of what stands in the way of a move."""
    return _explain(request, AnchorKind.BLOCKER, code)


@access(SIGNED_IN)
def explain_field(request, code):
    """Go to the entry of a field."""
    return _explain(request, AnchorKind.FIELD, code)


def _explain(request, kind: str, code: str):
    """Send to the entry, or to the whole guide, with a word, when none explains the code."""
    entry = Entry.objects.published().explaining(kind, code).first()
    if entry:
        return redirect(entry)
    messages.info(request, _("Le guide n’a pas encore de fiche sur ce point : cherchez-le ici."))
    return redirect("guide:list")


def _entry_or_404(slug: str) -> Entry:
    rows = Entry.objects.published().select_related("updated_by")
    return get_object_or_404(rows.prefetch_related("anchors", "topics"), slug=slug)


def _show(request, entry: Entry, form: VoteForm, mine: Vote | None, *, status: int = 200):
    context = {
        "entry": entry,
        "form": form,
        "mine": mine,
        "near": Entry.objects.published().near(entry)[:NEAR],
        "terms": entry.terms.all(),
    }
    return render(request, "guide/entry_detail.html", context, status=status)


def _record(entry: Entry, answer: dict, *, by) -> str:
    """Note an answer of the form; return the sentence that says what happened."""
    if answer["answer"] == VoteForm.NONE:
        votes.take_vote_back(entry, by=by)
        return _("Votre avis est retiré.")
    useful = answer["answer"] == VoteForm.YES
    votes.give_vote(entry, by=by, is_useful=useful, comment=answer["comment"], now=timezone.now())
    return _("Merci, votre avis est noté.")


def _line(entry: Entry, words: list[str]) -> dict:
    """Return one line of the list, what was searched for marked."""
    text = excerpt(entry.plain, words)
    return {"entry": entry, "title": marked(entry.title, words), "text": marked(text, words)}


def _set_only(query) -> str:
    """Return the criteria of an address that say something."""
    return urlencode([(name, value) for name, value in query.items() if value])


def _query(request, *, without: str) -> str:
    query = request.GET.copy()
    for name in (without, "page"):
        query.pop(name, None)
    return f"?{query.urlencode()}"


def _page(request, number) -> str:
    if not number:
        return ""
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
