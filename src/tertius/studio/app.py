"""What the studio answers: pages, parts, edits. Everything that changes something is a POST with JSON.

An answer to a change is ``{"rev", "html": {part: HTML}, "waiting": [part], "said"}``; a refused one is
``{"refused": message}`` with status 400, with ``uses`` where something would have to go along; 409 with
``stale`` where another page was quicker (the newest parts are in it), and with ``disk`` where the file on
disk is not what it was.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from tertius.errors import NotSupportedError, TertiusError
from tertius.studio.desk import Changed, Desk, Stale
from tertius.studio.exports import made
from tertius.studio.guard import Guard
from tertius.studio.look import Asked, Look
from tertius.studio.pages import bench, fragment, fragments, start
from tertius.studio.registry import Ask, parts
from tertius.studio.uses import Used

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["application"]

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


class _Body:
    """A request's JSON."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        rev = data.get("rev")
        self.rev = rev if isinstance(rev, int) else -1
        ask = data.get("ask")
        self.asked = Asked.of(ask if isinstance(ask, dict) else {})
        names = data.get("parts")
        self.parts = [str(x) for x in names] if isinstance(names, list) else []
        fields = data.get("fields")
        self.fields = Ask(fields if isinstance(fields, dict) else {})


def application(desk: Desk, *, port: int, token: str) -> Guard:
    """The whole studio as an ASGI application behind its guard."""
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
    from starlette.routing import Route

    lock = threading.RLock()

    def page(request: Request) -> Response:
        with lock:
            if desk.draft is None:
                return HTMLResponse(start(desk))
            return HTMLResponse(bench(desk, _asked(request), request.query_params.get("panel", "")))

    def part(request: Request) -> Response:
        found = parts().get(request.path_params["name"])
        if found is None or desk.draft is None:
            return Response("There is no such part.", 404)
        with lock:
            html, waiting = fragment(desk, found, _asked(request))
            return JSONResponse({"rev": desk.working.revision, "html": {found.name: html}, "waiting": [found.name] if waiting else []})

    def some(request: Request) -> Response:
        names = request.query_params.getlist("name")
        if desk.draft is None:
            return JSONResponse({"rev": -1, "html": {}, "waiting": []})
        with lock:
            return JSONResponse({"rev": desk.working.revision, **fragments(desk, names, _asked(request))})

    def pulse(request: Request) -> Response:
        with lock:
            rev = desk.draft.revision if desk.draft is not None else -1
            return JSONResponse({"rev": rev, "disk": desk.disk_state()})

    def file(request: Request) -> Response:
        name = request.path_params["name"]
        kind = TYPES.get(name[name.rfind(".") :])
        if kind is None or "/" in name or "\\" in name:
            return Response("", 404)
        package = "tertius.view" if name == "report.css" else "tertius.studio"
        inner = resources.files(package).joinpath("templates" if name == "report.css" else "static", name)
        if not inner.is_file():
            return Response("", 404)
        return Response(inner.read_bytes(), media_type=kind)

    def changing(work: Callable[[_Body], dict[str, Any] | None]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            try:
                data = json.loads(await request.body() or b"{}")
            except ValueError:
                return JSONResponse({"refused": "that is no JSON"}, 400)
            body = _Body(data if isinstance(data, dict) else {})

            def done() -> Response:
                with lock:
                    try:
                        more = work(body) or {}
                    except Stale as error:
                        return JSONResponse({"stale": str(error), **_newest(desk, body)}, 409)
                    except Changed as error:
                        return JSONResponse({"disk": str(error), "gone": desk.disk_state() == "gone", **_newest(desk, body)}, 409)
                    except Used as error:
                        return JSONResponse({"refused": str(error), "uses": error.uses}, 400)
                    except TertiusError as error:
                        return JSONResponse({"refused": str(error)}, 400)
                    return JSONResponse({**_newest(desk, body), **more})

            return await run_in_threadpool(done)

        return answer

    def edited(body: _Body) -> dict[str, Any]:
        said = desk.edit(body.rev, str(body.data.get("do")), body.fields)
        opens = body.fields.opens
        body.asked = replace(body.asked, pick={**body.asked.pick, **opens})
        return {"said": said, "pick": opens, "focus": body.fields.focus}

    def opened(body: _Body) -> dict[str, Any]:
        ask = body.fields
        if desk.draft is not None and desk.draft.changed and not ask.flag("discard"):
            return {"unsaved": True}
        kind = ask.choice("kind", ("blank", "template", "shipped", "file", "import", "upload", "recover", "close"))
        if kind == "file":
            desk.open_file(ask.text("name"))
        elif kind in {"import", "upload"}:
            try:
                if kind == "import":
                    desk.import_file(ask.text("name"), aside=ask.flag("aside"))
                else:
                    desk.import_bytes(ask.text("name"), _content(ask), aside=ask.flag("aside"))
            except NotSupportedError as error:
                if "--set-aside" not in str(error):
                    raise
                return {"aside": str(error).partition("; ")[0]}
        elif kind == "recover":
            desk.recover()
        elif kind == "close":
            desk.put_away()
        else:
            desk.open_new(kind, ask.text("slug", ""))
        return {"go": "/"}

    def wrote(body: _Body) -> dict[str, Any]:
        name = body.fields.text("name", "")
        over = body.fields.flag("over")
        path = desk.save_as(name, over=over) if name else desk.save(over=over)
        return {"saved": desk.folder.shown(path)}

    async def export(request: Request) -> Response:
        """Worked out without the lock: a report takes a while, and edits go on."""
        try:
            data = json.loads(await request.body() or b"{}")
        except ValueError:
            return JSONResponse({"refused": "that is no JSON"}, 400)
        body = _Body(data if isinstance(data, dict) else {})
        try:
            with lock:
                look = Look(desk.working, body.asked, desk.kept, desk.folder)
            found = await run_in_threadpool(made, look, body.fields.text("kind"))
        except TertiusError as error:
            return JSONResponse({"refused": str(error)}, 400)
        key = secrets.token_urlsafe(9)
        desk.made = {**dict(list(desk.made.items())[-3:]), key: found}
        return JSONResponse({"name": found.name, "left_out": list(found.left_out), "notes": list(found.notes), "href": f"/made/{key}"})

    def download(request: Request) -> Response:
        found = desk.made.get(request.path_params["key"])
        if found is None:
            return Response("It is gone; export it again.", 404)
        disposition = f"attachment; filename=\"case{found.name[found.name.rfind('.') :]}\"; filename*=UTF-8''{quote(found.name)}"
        return Response(found.data, media_type=found.type, headers={"content-disposition": disposition})

    def copied(body: _Body) -> dict[str, Any]:
        try:
            data = base64.b64decode(str(body.data.get("data", "")), validate=True)
        except ValueError:
            raise TertiusError("that is no file") from None
        return {"kept": desk.keep_copy(body.rev, body.fields.text("source"), body.fields.text("name", "text.txt"), data)}

    def posted(path: str, work: Callable[[_Body], dict[str, Any] | None]) -> Route:
        return Route(path, changing(work), methods=["POST"])

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        desk.close()

    routes = [
        Route("/", page),
        Route("/part/{name}", part),
        Route("/parts", some),
        Route("/pulse", pulse),
        Route("/static/{name}", file),
        posted("/edit", edited),
        posted("/text", lambda b: desk.replace(b.rev, str(b.data.get("text", "")))),
        posted("/undo", lambda b: desk.undo(b.rev)),
        posted("/redo", lambda b: desk.redo(b.rev)),
        posted("/save", wrote),
        posted("/open", opened),
        Route("/export", export, methods=["POST"]),
        Route("/made/{key}", download),
        posted("/reload", lambda b: desk.reload()),
        posted("/copy", copied),
        posted("/forget", lambda b: desk.forget()),
        Route("/favicon.ico", lambda r: RedirectResponse("/static/icon.svg")),
    ]
    return Guard(Starlette(routes=routes, lifespan=lifespan), port=port, token=token)


def _content(ask: Ask) -> bytes:
    """The content of a file that the user chose, as base64."""
    try:
        return base64.b64decode(str(ask.fields.get("content") or ""), validate=True)
    except ValueError:
        raise TertiusError("the file did not arrive whole; choose it again") from None


def _asked(request: Request) -> Asked:
    query: dict[str, Any] = dict(request.query_params)
    query["lever"] = request.query_params.getlist("lever")
    return Asked.of(query)


def _newest(desk: Desk, body: _Body) -> dict[str, Any]:
    if desk.draft is None:
        return {"rev": -1}
    return {"rev": desk.draft.revision, **fragments(desk, body.parts, body.asked)}
