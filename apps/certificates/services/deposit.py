"""Keep the certificates of a drop: those that are new enter the fleet, others renew an old one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.certificates.models import Certificate
from apps.certificates.services.facts import record_certificate
from apps.certificates.services.moves import READ, renew_certificate
from apps.core.refusals import Conflict, Refusal

OF_FILE = (*READ, "name", "environment", "issued_on", "valid_until")
"""What the file says and the person does not change."""


class NotKept(Conflict):
    """Some lines of a drop are refused, so none is kept; `by_line`: {rank: refusal}."""

    def __init__(self, by_line: dict[int, Refusal]):
        super().__init__(_("Rien n’est encore enregistré : corrigez ou décochez ces certificats."))
        self.by_line = by_line


def keep_certificates(
    product_pk: int, lines: list[dict], *, by, today: date, **mailbox
) -> list[Certificate]:
    """Keep every line of a drop, or raise `NotKept` and keep none.

    A line: the facts of its file (`OF_FILE`), those that the person chose, and `replaces`, the
    certificate that it renews or None. `mailbox`: the first mailbox and the administrator.
    """
    kept, refused = [], {}
    with transaction.atomic():
        for rank, line in enumerate(lines):
            try:
                with transaction.atomic():
                    kept.append(_keep(product_pk, line, by=by, today=today, **mailbox))
            except Refusal as refusal:
                refused[rank] = refusal
        if refused:
            raise NotKept(refused)
    return kept


def _keep(product_pk: int, line: dict, *, by, today: date, **mailbox) -> Certificate:
    line = dict(line)
    old = line.pop("replaces")
    if old is None:
        return record_certificate(product_pk, by=by, today=today, **mailbox, **line)
    return renew_certificate(
        old.pk,
        by=by,
        on=today,
        today=today,
        issued_on=line["issued_on"],
        valid_until=line["valid_until"],
        read={name: line[name] for name in READ},
    )
