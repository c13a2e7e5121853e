"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from apps.core.views import healthz
from apps.deadlines.urls import calendar
from apps.products.access import PUBLIC, access

urlpatterns = [
    path("", include("apps.dashboard.urls")),
    path("produits/", include("apps.products.urls")),
    path("dossiers/", include("apps.dossiers.urls")),
    path("preuves/", include("apps.evidence.urls")),
    path("echeances/", include("apps.deadlines.urls")),
    path("calendrier/", include(calendar)),
    path("messages/", include("apps.reminders.urls")),
    path("cnda/", include("apps.cnda.urls")),
    path("modifications/", include("apps.changes.urls")),
    path("certificats/", include("apps.certificates.urls")),
    path("catalogues/", include("apps.frameworks.urls")),
    path("guide/", include("apps.guide.urls")),
    path("compte/", include("allauth.urls")),
    path("healthz", access(PUBLIC)(healthz), name="healthz"),
    path("admin/", admin.site.urls),
]

handler400 = "apps.core.errors.bad_request"
handler403 = "apps.core.errors.forbidden"
handler404 = "apps.core.errors.not_found"
handler429 = "apps.core.errors.too_many"
handler500 = "apps.core.errors.broken"
