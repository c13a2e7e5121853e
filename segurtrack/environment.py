"""Read the environment once, and refuse loudly what cannot work."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
MODES = ("demo", "test", "production")
SHORTEST_SECRET = 50
RELAYS = ("plain", "deduplicates", "log")

env = environ.Env()


def var_dir() -> Path:
    """Return the folder of everything the site writes, made on the way (SEGURTRACK_VAR)."""
    folder = Path(env.str("SEGURTRACK_VAR", default=str(BASE_DIR / "var"))).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def embedded_broker(folder: Path) -> dict:
    """Return the options of kombu's file-system transport; its folders are made on the way."""
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.1,
    }


def cache(current_mode: str, redis_url: str, folder: Path) -> dict:
    """Return the Django cache: Redis where there is one, files that all processes share, or the
    memory of the only process in the tests."""
    backends = "django.core.cache.backends"
    if redis_url:
        return {
            "BACKEND": "apps.core.caching.PatientRedisCache",
            "LOCATION": redis_url,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": None},
        }
    if current_mode == "test":
        return {"BACKEND": f"{backends}.locmem.LocMemCache"}
    return {"BACKEND": f"{backends}.filebased.FileBasedCache", "LOCATION": folder}


def mode() -> str:
    """Return the mode of this process: "demo" (the default), "test" or "production"."""
    value = env.str("SEGURTRACK_MODE", default="demo")
    if value not in MODES:
        raise ImproperlyConfigured(
            f"SEGURTRACK_MODE vaut « {value} » : attendu {', '.join(MODES)}."
        )
    return value


def secret_key(current_mode: str, *, debug: bool) -> str:
    """Return the secret key; in production a missing, short or default one stops the start.

    >>> secret_key("demo", debug=True).startswith("demo-only")
    True
    """
    if current_mode != "production":
        return env.str("SECRET_KEY", default="demo-only-key-never-for-real-data-" + "0" * 30)
    if debug:
        raise ImproperlyConfigured("DEBUG doit rester désactivé en production : retirez DEBUG=1.")
    key = env.str("SECRET_KEY", default="")
    weak = len(key) < SHORTEST_SECRET or len(set(key)) < 12 or "demo-only" in key
    if weak or key.startswith("django-insecure"):
        raise ImproperlyConfigured(
            f"SECRET_KEY est absente ou trop faible : donnez au moins {SHORTEST_SECRET} "
            "caractères tirés au hasard."
        )
    return key


def site_url(current_mode: str) -> str:
    """Return the address that every link of a mail starts with, without a final slash."""
    url = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured("SITE_URL doit commencer par http:// ou https://.")
    if current_mode == "production" and not url.startswith("https://"):
        raise ImproperlyConfigured("SITE_URL doit commencer par https:// en production.")
    return url


def mail(current_mode: str, folder: Path) -> dict:
    """Return Django's EMAIL_* settings of EMAIL_URL; without one, each mail is a file of `folder`.

    Production asks for the address of a relay: reminders that reach nobody are no reminders.
    """
    url = env.str("EMAIL_URL", default="")
    if not url and current_mode != "production":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
        }
    if not url.startswith(("smtp://", "smtp+tls://", "smtp+ssl://")):
        raise ImproperlyConfigured(
            "EMAIL_URL doit désigner un relais, par exemple smtp+tls://nom:secret@relais:587."
        )
    return env.email_url_config(url)


def relay() -> tuple[str, str]:
    """Return what the relay can do about doubts (EMAIL_RELAY), and where its log is searched."""
    kind, log = env.str("EMAIL_RELAY", default="plain"), env.str("EMAIL_RELAY_LOG", default="")
    if kind not in RELAYS:
        raise ImproperlyConfigured(f"EMAIL_RELAY vaut « {kind} » : attendu {', '.join(RELAYS)}.")
    if kind == "log" and not log:
        raise ImproperlyConfigured("EMAIL_RELAY_LOG est vide : donnez le journal du relais.")
    if "://" in log and not log.startswith(("http://", "https://")):
        raise ImproperlyConfigured("EMAIL_RELAY_LOG doit commencer par http:// ou https://.")
    return kind, log


def bucket() -> dict[str, str]:
    """Return where the evidence lies in an S3-compatible store; {} where it lies on disk.

    STORAGE_URL is s3://bucket/prefix?endpoint=https://host&region=name; endpoint and region may
    be left out for Amazon's own.
    """
    url = env.str("STORAGE_URL", default="")
    if not url:
        return {}
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query))
    endpoint = asked.get("endpoint", "")
    wrong = set(asked) - {"endpoint", "region"} or parts.username or parts.password
    if parts.scheme != "s3" or not parts.hostname or wrong:
        raise ImproperlyConfigured(
            "STORAGE_URL doit ressembler à s3://seau?endpoint=https://hote&region=nom ; les "
            "identifiants vont dans AWS_ACCESS_KEY_ID et AWS_SECRET_ACCESS_KEY."
        )
    if endpoint and not endpoint.startswith(("http://", "https://")):
        raise ImproperlyConfigured("STORAGE_URL : endpoint commence par https:// ou http://.")
    prefix = parts.path.strip("/")
    return {
        "bucket": parts.netloc,
        "endpoint": endpoint,
        "region": asked.get("region", ""),
        "prefix": f"{prefix}/" if prefix else "",
    }


def antivirus() -> str:
    """Return the address of clamd, tcp://host:port or unix:///path; "" where there is none."""
    url = env.str("CLAMD_URL", default="")
    parts = urlsplit(url)
    with_port = parts.scheme == "tcp" and parts.hostname and parts.port
    if url and not with_port and not (parts.scheme == "unix" and parts.path):
        raise ImproperlyConfigured(
            "CLAMD_URL doit désigner clamd : tcp://hote:3310 ou unix:///run/clamav/clamd.ctl."
        )
    return url


def database(var_dir: Path) -> dict:
    """Return the Django database of DATABASE_URL, SQLite in WAL mode where it is not set.

    SQLite starts its transactions IMMEDIATE: the default DEFERRED fails at once with
    "database is locked" as soon as two requests that read, then write, meet.
    """
    url = env.str("DATABASE_URL", default="") or f"sqlite:///{var_dir / 'segurtrack.sqlite3'}"
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        raise ImproperlyConfigured("DATABASE_URL doit désigner PostgreSQL ou SQLite.")
    config = env.db_url_config(url)
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA busy_timeout=20000; PRAGMA foreign_keys=ON;"
            ),
        }
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        # A cursor on the server costs three round trips for each list of choices in a form.
        config["DISABLE_SERVER_SIDE_CURSORS"] = True
    return config
