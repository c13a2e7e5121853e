"""The new application that the ANS asks for: a dossier that starts from the files of the first."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.changes.models import ChangeRecord
from apps.changes.services.door import acting
from apps.core.refusals import Invalid
from apps.dossiers.models import Dossier
from apps.dossiers.services import carry_answers, open_dossier
from apps.frameworks.models import CatalogVersion
from apps.frameworks.states import Track
from apps.products.journal import record
from apps.products.models import ProductVersion
from apps.products.states import Action


@transaction.atomic
def open_application(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    version: ProductVersion,
    catalog: CatalogVersion,
    responsible,
    planned_deposit_on: date | None = None,
    dmn_track: str = "",
    track_reason: str = "",
    revision=None,
) -> Dossier:
    """Open the dossier of the new application on the DSR of the first, and link it.

    The profiles of the same names are chosen; the files of the same proofs are carried over, and
    nothing is deposited. `version` is of the same product, `catalog` goes with the DSR. Errors of
    `open_dossier`; `Conflict` when the new dossier is open already.
    """
    with acting(
        "open_application", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as change:
        parent = change.dossier
        if version.product_id != change.product_id:
            raise Invalid(_("Choisissez une version du même produit."), field="version")
        names = parent.profiles.values_list("name", flat=True)
        is_dmn = parent.pathway.track == Track.DMN
        child = open_dossier(
            version.pk,
            by=by,
            on=on,
            today=today,
            dsr=parent.dsr,
            catalog=catalog,
            profiles=catalog.profiles.filter(name__in=list(names)),
            responsible=responsible,
            planned_deposit_on=planned_deposit_on,
            dmn_track=(dmn_track or parent.dmn_track) if is_dmn else "",
            track_reason=track_reason,
        )
        change.new_dossier = child
        sentence = _("Dossier de la nouvelle demande ouvert : %(dossier)s") % {"dossier": child}
        record(change, "open_application", sentence, by=by, on=on)
    carry_answers(child.pk, by=by, on=on, today=today, parent=parent)
    return ChangeRecord.objects.get(pk=pk).new_dossier
