"""The floor: a bare view with session, sign-in, every middleware, one COUNT and 25 rows."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from apps.dossiers.models import Dossier
from segurtrack import urls as site

ROWS = 25
PAGE = """<!doctype html><title>{{ count }}</title><table>{% for row in rows %}
<tr><td>{{ row.pk }}<td>{{ row.state }}<td>{{ row.state_on }}<td>{{ row.responsible_id }}
{% endfor %}</table>"""


@login_required
def floor(request):
    """Answer what any list of the site must at least do."""
    rows = Dossier.objects.filter(state="instruction")
    template = engines["django"].from_string(PAGE)
    page = template.render({"count": rows.count(), "rows": rows.order_by("pk")[:ROWS]}, request)
    return HttpResponse(page)


urlpatterns = [path("plancher/", floor), *site.urlpatterns]
handler403, handler404, handler500 = site.handler403, site.handler404, site.handler500
