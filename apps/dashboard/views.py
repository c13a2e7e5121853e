"""The screens that cross the apps: home, portfolio, and the person's own page."""

from django.shortcuts import render

from apps.products.access import SIGNED_IN, access


@access(SIGNED_IN)
def home(request):
    """What must be done, in order, and why."""
    return render(request, "dashboard/home.html")


@access(SIGNED_IN)
def portfolio(request):
    """Where every dossier stands, on one line each."""
    return render(request, "dashboard/portfolio.html")


@access(SIGNED_IN)
def account(request):
    """The person's own page: who they are here, and how they sign in."""
    return render(request, "dashboard/account.html")
