"""How gunicorn serves the site; PORT, WEB_ADDRESS and WEB_WORKERS change it."""

import os

bind = f"{os.environ.get('WEB_ADDRESS', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
timeout = 120  # seconds: a large file over a slow line
graceful_timeout = 10  # seconds
preload_app = False
control_socket_disable = True
loglevel = "warning"


def when_ready(server):
    """Say the address once the socket listens."""
    server.log.warning("SegurTrack : http://%s", bind)
