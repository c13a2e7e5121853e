"""What the tray page shows: the files that wait, what holds each back, what became of others."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator

from apps.dossiers.models import Dossier
from apps.dossiers.services.tray_plan import Plan, obstacle, with_plans

PER_PAGE = 100
SETTLED_PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """A waiting file: `plan` says what laying it would do, `obstacle` why it cannot be ("")."""

    plan: Plan
    obstacle: str

    @property
    def file(self):
        """Return the row of the tray."""
        return self.plan.file


@dataclass(frozen=True)
class TrayPage:
    """`waiting`: a page of lines; `ready`: how many of them all can be laid; `done`: a page of
    plans of files that were settled, the last ones first."""

    waiting: Page
    ready: int
    done: Page


def tray_page(dossier: Dossier, *, on: date, number="", done_number="") -> TrayPage:
    """Return the tray of `dossier` as on the day `on`, in as many queries whatever it holds."""
    lines = [Line(plan, obstacle(plan, on=on)) for plan in with_plans(dossier.tray.waiting())]
    settled = Paginator(dossier.tray.settled().order_by("-settled_on", "-pk"), SETTLED_PER_PAGE)
    done = settled.get_page(done_number)
    done.object_list = with_plans(done.object_list.select_related("settled_by"))
    return TrayPage(
        waiting=Paginator(lines, PER_PAGE).get_page(number),
        ready=sum(not line.obstacle for line in lines),
        done=done,
    )
