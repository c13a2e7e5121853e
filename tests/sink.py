"""A real SMTP server in a process of its own: `python -m tests.sink --port P --log FILE`.

Each accepted message is one line of JSON in the log, on disk before the answer leaves. `--mode`
names a file that is read at each verb: its text is "plain" (the default), "deduplicates" (a second
message of a known Message-ID is answered 250 and dropped), "drop" (the line is cut after the dot,
the message kept), "drop unkept" (cut, not kept), or "<code> <verb>", as in "451 RCPT" or "550 DOT".
STARTTLS is never offered.
"""

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP

from tests.servers import free_port

PATIENCE = 20


class Sink:
    """The handler of aiosmtpd: refuses, cuts or keeps as the mode says."""

    def __init__(self, log: Path, mode: Path):
        self.log, self.mode_file = log.open("ab"), mode
        self.known = {line["id"] for line in received(log)}

    @property
    def mode(self) -> str:
        """Return what the file of the mode says now."""
        return self.mode_file.read_text().strip() if self.mode_file.exists() else "plain"

    def refusal(self, verb: str, recipient: str = "") -> str:
        """Return the refusal of a verb, "" where it passes; "dead…" addresses never pass RCPT."""
        if verb == "RCPT" and recipient.startswith("dead"):
            return "550 inconnu"
        code, _space, refused = self.mode.partition(" ")
        return f"{code} non" if refused == verb else ""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):
        if refusal := self.refusal("MAIL"):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if refusal := self.refusal("RCPT", address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if refusal := self.refusal("DOT"):
            return refusal
        mode = self.mode
        if mode != "drop unkept":
            self.keep(envelope, mode)
        if mode.startswith("drop"):
            server.transport.abort()
        return "250 OK"

    def keep(self, envelope, mode: str) -> None:
        """Write the message down, unless it is known and the mode says so."""
        message_id = BytesHeaderParser().parsebytes(envelope.original_content)["Message-ID"]
        if mode == "deduplicates" and message_id in self.known:
            return
        self.known.add(message_id)
        digest = hashlib.sha256(envelope.original_content).hexdigest()
        line = {"id": message_id, "to": envelope.rcpt_tos, "sha256": digest}
        self.log.write(json.dumps(line).encode() + b"\n")
        self.log.flush()


class Server(SMTP):
    """An SMTP session that may also refuse the verb DATA itself."""

    async def smtp_DATA(self, arg):
        if refusal := self.event_handler.refusal("DATA"):
            await self.push(refusal)
            return
        await super().smtp_DATA(arg)


def received(log: Path) -> list[dict]:
    """Return the accepted messages, in their order."""
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def in_log(message_id: str) -> bool:
    """Return whether the log named by SINK_LOG holds a message: the search of a relay's log."""
    return any(line["id"] == message_id for line in received(Path(os.environ["SINK_LOG"])))


@contextmanager
def running_sink(folder: Path):
    """Yield a `Relay` that listens in another process, and end it."""
    relay = Relay(free_port(), folder / "received.jsonl", folder / "mode")
    command = [sys.executable, "-m", "tests.sink", "--port", str(relay.port)]
    command += ["--log", str(relay.log), "--mode", str(relay.mode_file)]
    process = subprocess.Popen(command)
    try:
        relay.wait()
        yield relay
    finally:
        process.kill()
        process.wait()


class Relay:
    """What a test knows of the sink: its port, its mode, what it received."""

    def __init__(self, port: int, log: Path, mode_file: Path):
        self.port, self.log, self.mode_file = port, log, mode_file

    def be(self, mode: str) -> None:
        """Change the mode for what comes next."""
        waiting = self.mode_file.with_suffix(".new")
        waiting.write_text(mode)
        os.replace(waiting, self.mode_file)

    def forget(self) -> None:
        """Empty the log; Message-IDs stay known."""
        os.truncate(self.log, 0)

    @property
    def received(self) -> list[dict]:
        """Return what was accepted so far."""
        return received(self.log)

    def wait(self) -> None:
        """Return once the port answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                asyncio.run(_knock(self.port))
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("the sink does not answer")


async def _knock(port: int) -> None:
    _reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    await writer.wait_closed()


async def _serve(port: int, sink: Sink) -> None:
    def session():
        return Server(sink, enable_SMTPUTF8=False, hostname="sink")

    server = await asyncio.get_running_loop().create_server(session, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--mode", type=Path, required=True)
    given = parser.parse_args()
    given.log.touch()
    asyncio.run(_serve(given.port, Sink(given.log, given.mode)))


if __name__ == "__main__":
    main()
