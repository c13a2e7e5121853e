"""Hash again every stored file; say what is missing or altered, and fail if anything is."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from apps.evidence.integrity import verify_all
from apps.evidence.models import EvidenceVersion
from apps.evidence.store import sweep

EVERY = 500


class Command(BaseCommand):
    """`manage.py verify_evidence`: exit code 0 when every file is there, intact."""

    help = "Relit et vérifie l’empreinte de tous les fichiers déposés ; code 1 si un fichier manque"

    def handle(self, *args, **options):
        """Report on standard output, one line per damaged content."""
        report = verify_all(self._progress)
        for sha256 in report.missing:
            self.stdout.write(f"{_('manquant')} {sha256}{_used_by(sha256)}")
        for sha256 in report.altered:
            self.stdout.write(f"{_('altéré')} {sha256}{_used_by(sha256)}")
        self.stdout.write(
            _(
                "%(checked)d contenus vérifiés, %(missing)d manquants, %(altered)d altérés, "
                "%(unnamed)d sans document ; %(swept)d dépôts interrompus effacés."
            )
            % {
                "checked": report.checked,
                "missing": len(report.missing),
                "altered": len(report.altered),
                "unnamed": len(report.unnamed),
                "swept": sweep(),
            }
        )
        if not report.is_sound:
            raise CommandError(_("Des fichiers sont abîmés : restaurez-les depuis la sauvegarde."))

    def _progress(self, checked: int) -> None:
        if checked % EVERY == 0:
            self.stderr.write(_("%(checked)d contenus vérifiés…") % {"checked": checked})


def _used_by(sha256: str) -> str:
    versions = EvidenceVersion.objects.filter(blob__sha256=sha256).select_related("evidence")
    return "".join(f" · {version} ({version.filename})" for version in versions.order_by("pk"))
