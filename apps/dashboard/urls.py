"""Addresses of the home page, the portfolio and the person's own page."""

from django.urls import path

from apps.dashboard import views
from apps.dashboard.milestones import milestones
from apps.dashboard.product_overview import product_overview

app_name = "dashboard"

urlpatterns = [
    path("", views.home, name="home"),
    path("portefeuille/", views.portfolio, name="portfolio"),
    path("jalons/", milestones, name="milestones"),
    path("compte/", views.account, name="account"),
    path("produits/<int:pk>/suivi/", product_overview, name="product_overview"),
]
