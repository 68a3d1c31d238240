"""Who may talk to the studio: the page that was opened with this run's token, from this machine.

- The address with ``?token=`` is answered once with a cookie (HttpOnly, SameSite=Strict, named for the port)
  and a redirect to the same address without it.
- The Host header has to be 127.0.0.1 or localhost with this port, so that a name that was made to point here
  (DNS rebinding) gets nothing; an Origin header has to be the same; what changes something needs one, or
  ``Sec-Fetch-Site: same-origin``.
- Every answer says that nothing may be loaded but this server's scripts and styles, and that nothing is kept.
- A body has a limit.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Guard", "new_token"]

MAX_BODY = 20 * 2**20
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)


def new_token() -> str:
    """A token for one run."""
    return secrets.token_urlsafe(24)


class Guard:
    """ASGI middleware around everything that the studio serves."""

    def __init__(self, app: ASGIApp, *, port: int, token: str) -> None:
        self.app, self.port, self.token = app, port, token
        self.cookie = f"tertius_{port}"
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"} | ({"127.0.0.1", "localhost"} if port == 80 else set())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or hand on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refused = self._refused(scope["method"], headers)
        if refused:
            await _answer(send, 403, refused)
            return
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if "token" in query and scope["method"] == "GET":
            if not hmac.compare_digest(query["token"][0].encode(), self.token.encode()):
                await _answer(send, 403, "This address is of another run of the studio. Open the one that the terminal shows.")
                return
            rest = urlencode([(k, x) for k, v in query.items() if k != "token" for x in v])
            where = "/" + scope["path"].lstrip("/\\") + (f"?{rest}" if rest else "")
            cookie = f"{self.cookie}={self.token}; HttpOnly; SameSite=Strict; Path=/"
            await _answer(send, 303, "", [(b"location", where.encode("latin-1", "replace")), (b"set-cookie", cookie.encode())])
            return
        if not self._known(headers.get("cookie", "")):
            await _answer(send, 403, "Open the studio with the address that the terminal shows: it has this run's token.")
            return
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MAX_BODY:
            await _answer(send, 413, f"That is more than {MAX_BODY // 2**20} MB.")
            return
        await self.app(scope, _limited(receive), _with_headers(send))

    def _refused(self, method: str, headers: dict[str, str]) -> str:
        if headers.get("host", "").lower() not in self.hosts:
            return "The studio answers to 127.0.0.1 only."
        origin = headers.get("origin")
        if origin is not None and origin.lower().removeprefix("http://") not in self.hosts:
            return "Another page may not talk to the studio."
        if method not in {"GET", "HEAD"} and origin is None and headers.get("sec-fetch-site") != "same-origin":
            return "What changes something has to come from the studio's own page."
        if headers.get("sec-fetch-site", "none") not in {"none", "same-origin"} and headers.get("sec-fetch-mode") != "navigate":
            return "Another page may not talk to the studio."
        return ""

    def _known(self, header: str) -> bool:
        try:
            cookies = SimpleCookie(header)
        except CookieError:
            return False
        held = cookies.get(self.cookie)
        return held is not None and hmac.compare_digest(held.value.encode(), self.token.encode())


def _limited(receive: Receive) -> Receive:
    """A body that does not tell its length has the same limit."""
    from starlette.exceptions import HTTPException

    room = MAX_BODY

    async def limited() -> MutableMapping[str, Any]:
        nonlocal room
        message = await receive()
        room -= len(message.get("body", b""))
        if room < 0:
            raise HTTPException(413)
        return message

    return limited


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in HEADERS}
            message["headers"] = [*((k, v) for k, v in message["headers"] if k.lower() not in own), *HEADERS]
        await send(message)

    return sending


async def _answer(send: Send, status: int, text: str, headers: list[tuple[bytes, bytes]] | None = None) -> None:
    body = text.encode()
    await send(
        {
            "type": "http.response.start",
            "status": status,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS, *(headers or [])],
        }
    )
    await send({"type": "http.response.body", "body": body})
