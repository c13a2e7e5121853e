"""Compare the register of due dates and the cached clocks with the facts, and repair them."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.dashboard.rebuild import how_many, rebuild

STEP = 1000


class Command(BaseCommand):
    help = "Recalcule les échéances et les horloges ; dit ce qui différait."

    def add_arguments(self, parser):
        parser.add_argument(
            "--check", action="store_true", help="ne répare rien ; échoue si quelque chose diffère"
        )
        parser.add_argument("--on", type=date.fromisoformat, help="jour du calcul (AAAA-MM-JJ)")

    def handle(self, *args, check, on, **options):
        today = on or timezone.localdate()
        total, differences = how_many(), 0
        for number, (subject, sentences) in enumerate(rebuild(today=today, write=not check), 1):
            differences += len(sentences)
            for sentence in sentences:
                self.stdout.write(f"{subject._meta.verbose_name} {subject.pk} : {sentence}")
            if number % STEP == 0:
                self.stderr.write(f"{number} / {total}")
        self.stdout.write(f"{total} objets relus, {differences} différence(s).")
        if check and differences:
            raise CommandError("Le registre ne dit pas ce que disent les faits.")
