"""Import a requirement workbook (REM) into a new version of a catalogue."""

from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.core.refusals import Refusal
from apps.frameworks.models import Dsr
from apps.frameworks.oddities import grouped
from apps.frameworks.reports import ImportReport
from apps.frameworks.services import import_workbook
from apps.frameworks.wording import figures


class Command(BaseCommand):
    help = "Importe un classeur d’exigences (REM, .xlsx) comme nouvelle version d’un catalogue."

    def add_arguments(self, parser):
        parser.add_argument("file", help="le classeur .xlsx")
        parser.add_argument("--framework", required=True, help="code du catalogue, créé au besoin")
        parser.add_argument("--label", required=True, help="nom de la version, par exemple 1.0")
        parser.add_argument("--name", default="", help="nom du catalogue")
        parser.add_argument("--dsr", default="", help="code du DSR dont c’est le catalogue")
        parser.add_argument("--dry-run", action="store_true", help="lit et compte, n’écrit rien")

    def handle(self, *args, **options):
        try:
            report = import_workbook(
                options["file"],
                by=None,
                code=options["framework"],
                label=options["label"],
                name=options["name"],
                dsr=_dsr(options["dsr"]),
                at=timezone.now(),
                dry_run=options["dry_run"],
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self._print(report)

    def _print(self, report: ImportReport) -> None:
        write = self.stdout.write
        write(f"{report.filename} : {report.layout.label}, feuille « {report.sheet} »")
        write(", ".join(figures(asdict(report.counts))))
        self._print_oddities(report)
        for label in report.same_content:
            write(f"Attention : la version « {label} » vient du même fichier.")
        if report.version is None:
            write("Essai à blanc : rien n’a été écrit.")
        else:
            write(f"Importé : {report.code}, version {report.label}.")

    def _print_oddities(self, report: ImportReport) -> None:
        if not report.oddities:
            self.stdout.write("Aucune particularité.")
            return
        count = len(report.oddities)
        self.stdout.write(f"{figures({'oddities': count}, ('oddities',))[0]} :")
        for group in grouped(report.oddities):
            self.stdout.write(f"  {group.title} ({len(group.items)})")
            for oddity in group.items:
                self.stdout.write(f"    ligne {oddity.row} : {oddity.message}")


def _dsr(code: str) -> Dsr | None:
    if not code:
        return None
    dsr = Dsr.objects.filter(code__iexact=code).first()
    if dsr is None:
        raise CommandError(f"Le DSR « {code} » n’existe pas : vérifiez son code dans le site.")
    return dsr
