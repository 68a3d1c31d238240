"""Running the studio: a socket on this machine only, a token for this run, a clean end."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable

from tertius.errors import TertiusError
from tertius.studio.desk import Desk
from tertius.studio.guard import new_token

__all__ = ["DEFAULT_PORT", "bound", "serve"]

DEFAULT_PORT = 8757


def bound(port: int | None) -> socket.socket:
    """A socket on 127.0.0.1; without a port the usual one, or a free one where that is taken."""
    for tried in (DEFAULT_PORT, 0) if port is None else (port,):
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind(("127.0.0.1", tried))
            made.listen(64)
        except (OSError, OverflowError) as error:
            made.close()
            if port is not None:
                why = getattr(error, "strerror", None) or "no such port"
                raise TertiusError(f"port {port} cannot be used: {why}; leave --port out to take a free one") from None
            continue
        return made
    raise TertiusError("no port of this machine can be used")


def serve(desk: Desk, *, port: int | None = None, ready: Callable[[str], None]) -> None:
    """Serve until interrupted. `ready` gets the address, with this run's token, once it can be opened."""
    try:
        import uvicorn

        from tertius.studio.app import application
    except ImportError:
        raise TertiusError("the studio needs starlette and uvicorn: pip install 'tertius[studio]'") from None
    made = bound(port)
    number = made.getsockname()[1]
    token = new_token()
    config = uvicorn.Config(
        application(desk, port=number, token=token), log_level="warning", access_log=False, lifespan="on", ws="none",
        timeout_graceful_shutdown=1, server_header=False, date_header=False,
    )  # fmt: skip
    server = uvicorn.Server(config)
    threading.Thread(target=_when_up, args=(server, lambda: ready(f"http://127.0.0.1:{number}/?token={token}")), daemon=True).start()
    try:
        server.run(sockets=[made])
    finally:
        made.close()
        desk.close()


def _when_up(server: object, told: Callable[[], None]) -> None:
    import time

    while not getattr(server, "started", False):
        if getattr(server, "should_exit", False):
            return
        time.sleep(0.01)
    told()
