"""Run a command under production settings that hold: `python -m tests.production COMMAND…`."""

import os
import secrets
import subprocess
import sys
import tempfile


def environment(folder: str, **changes: str) -> dict[str, str]:
    """Return a whole environment of production that writes in `folder`, with `changes`."""
    names = ("PATH", "HOME", "LANG", "VIRTUAL_ENV")
    kept = {name: os.environ[name] for name in names if name in os.environ}
    return kept | {
        "SEGURTRACK_MODE": "production",
        "SEGURTRACK_VAR": folder,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": "https://segurtrack.example",
        "ALLOWED_HOSTS": "segurtrack.example",
        "DATABASE_URL": "postgres://segurtrack@127.0.0.1:5432/segurtrack",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp://127.0.0.1:25",
        **changes,
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="segurtrack-production-") as scratch:
        command = [sys.executable, *sys.argv[1:]]
        done = subprocess.run(command, env=environment(scratch), check=False)
    sys.exit(done.returncode)
