"""The screens that cross the apps: home, portfolio, and the person's own page."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from apps.core.chips import chips_of, clean_query
from apps.dashboard import portfolio as lists
from apps.dashboard import today as home_page
from apps.dashboard import visits
from apps.dashboard.bounded import LIST_CAP, count_up_to
from apps.dashboard.filters import DossierFilter
from apps.dashboard.scope import Scope
from apps.dossiers.models import Dossier
from apps.products.access import SIGNED_IN, access
from apps.products.models import ProductMembership
from apps.products.policy import can_somewhere
from apps.products.states import Action

ACCESSES_SHOWN = 20


@access(SIGNED_IN)
def home(request):
    """What must be done, in order, and why."""
    today = timezone.localdate()
    scope = Scope(request.user, team=request.GET.get("equipe") == "1")
    counters = home_page.counters_of(scope, today=today)
    since = visits.since(request)
    news, newest = home_page.news_of(scope, since=since)
    clocks = home_page.clocks_of(scope)
    groups = home_page.groups_of(scope, today=today)
    has_dossiers = bool(clocks or groups) or Dossier.objects.visible_to(request.user).exists()
    context = {
        "scope": scope,
        "today": today,
        "counters": counters,
        "summary": home_page.summary_of(scope, counters, today=today),
        "groups": groups,
        "clocks": clocks,
        "news": news,
        "first_visit": not since,
        "has_dossiers": has_dossiers,
        "may_open": not has_dossiers and can_somewhere(request.user, Action.LEAD),
    }
    response = render(request, "dashboard/home.html", context)
    if newest:
        visits.remember(response, newest, secure=request.is_secure())
    return response


@access(SIGNED_IN)
def portfolio(request):
    """Where every dossier stands, on one line each."""
    visible = Dossier.objects.visible_to(request.user)
    filters = DossierFilter(request.GET, visible, request=request, today=timezone.localdate())
    page = lists.page_of(filters.qs, request.GET)
    chips = chips_of(filters)
    count = count_up_to(filters.qs, LIST_CAP)
    context = {
        "filters": filters,
        "chips": chips,
        "may_open": can_somewhere(request.user, Action.LEAD),
        "count": count,
        "total": count_up_to(visible, LIST_CAP) if chips else count,
        "lines": lists.lines_of(page.rows),
        "sorts": lists.sorts_of(request.GET),
        "sort": request.GET.get("tri", ""),
        "previous_url": lists.next_page(request.GET, avant=page.previous),
        "next_url": lists.next_page(request.GET, apres=page.next),
    }
    response = render(request, "dashboard/portfolio.html", context)
    if request.htmx:
        response["HX-Push-Url"] = f"{request.path}?{clean_query(request.GET)}".rstrip("?")
    patch_vary_headers(response, ["HX-Request"])
    return response


@access(SIGNED_IN)
def account(request):
    """The person's own page: who they are here, what they may see, how they sign in."""
    accesses = ProductMembership.objects.filter(user=request.user).select_related("product")
    context = {"accesses": accesses.order_by("product__name")[:ACCESSES_SHOWN]}
    return render(request, "dashboard/account.html", context)
