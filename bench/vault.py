"""Time the deposit of a large file beside `cp` and `sha256sum`: `python -m bench.vault`.

SIZE_MIB chooses the size (1024). Both read and write on the same disk, turn by turn in one run.
Prints the medians, how many times the floor's speed a deposit reaches, and how much more memory
the process holds at its peak.
"""

import os
import resource
import statistics
import subprocess
import time
from pathlib import Path

from bench.imports import prepare

SIZE = int(os.environ.get("SIZE_MIB", "1024"))
MEBIBYTE = 1024 * 1024
ROUNDS = 3
HEAD = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"


def main() -> None:
    """Print the medians, their ratio, and the memory."""
    os.environ |= {"EVIDENCE_MAX_MIB": str(2 * SIZE), "EVIDENCE_QUOTA_MIB": str(2 * ROUNDS * SIZE)}
    folder = prepare()
    from django.core.files import File  # noqa: PLC0415 (the settings come first)
    from django.core.management import call_command  # noqa: PLC0415 (the settings come first)
    from django.utils import timezone  # noqa: PLC0415 (the settings come first)

    from apps.evidence.services import store_file  # noqa: PLC0415 (as above)
    from apps.evidence.states import EvidenceKind  # noqa: PLC0415 (as above)
    from apps.products.tests.builders import make_team  # noqa: PLC0415 (as above)

    call_command("migrate", verbosity=0)
    team = make_team()
    floors, deposits = [], []
    for turn in range(ROUNDS):
        source = film(folder / f"film-{turn}.mp4")
        floors.append(floor(source, folder / "copy"))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        with source.open("rb") as file:
            store_file(
                team.product,
                File(file, name=source.name),
                by=team.bob,
                kind=EvidenceKind.VIDEO_OR_SCREENSHOT,
                today=timezone.localdate(),
            )
        deposits.append(time.perf_counter() - start)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        source.unlink()
        print(f"turn {turn + 1}: peak memory + {grown:.0f} MiB")
    bare, ours = statistics.median(floors), statistics.median(deposits)
    speed = 100 * bare / ours
    print(
        f"{SIZE} MiB: cp + sha256sum {bare:.1f} s, deposit {ours:.1f} s, {speed:.0f} % of its speed"
    )


def film(path: Path) -> Path:
    """Write a file that begins like a film and that nothing compresses."""
    with path.open("wb") as file:
        file.write(HEAD)
        for _piece in range(SIZE):
            file.write(os.urandom(MEBIBYTE))
    return path


def floor(source: Path, target: Path) -> float:
    """Return the seconds of a copy and of its digest; unlike a deposit's, it may not last."""
    start = time.perf_counter()
    subprocess.run(["cp", source, target], check=True)
    subprocess.run(["sha256sum", target], check=True, stdout=subprocess.DEVNULL)
    taken = time.perf_counter() - start
    target.unlink()
    return taken


if __name__ == "__main__":
    main()
