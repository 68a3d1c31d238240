"""Who is answered: over a real socket, as a browser or another program would ask."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tertius.studio.desk import Desk
from tertius.studio.files import Folder
from tertius.studio.guard import new_token
from tertius.studio.serve import bound

uvicorn = pytest.importorskip("uvicorn")
pytest.importorskip("starlette")


class Studio:
    """A running studio and what it takes to talk to it."""

    def __init__(self, desk: Desk) -> None:
        from tertius.studio.app import application

        self.socket = bound(0)
        self.port, self.token = self.socket.getsockname()[1], new_token()
        self.server = uvicorn.Server(uvicorn.Config(application(desk, port=self.port, token=self.token), log_level="error", ws="none", timeout_graceful_shutdown=1))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def ask(self, method: str, path: str, body: Any = None, *, cookie: bool = True, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text; headers are those of the studio's own page unless given."""
        sent = {"Host": f"127.0.0.1:{self.port}", **({"Cookie": f"tertius_{self.port}={self.token}"} if cookie else {})}
        if method == "POST":
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        sent |= {k.replace("_", "-"): v for k, v in headers.items() if v}
        for gone in (k.replace("_", "-") for k, v in headers.items() if not v):
            sent.pop(gone, None)
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.request(method, path, body if isinstance(body, bytes | None) else json.dumps(body), sent)
        answer = link.getresponse()
        found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        link.close()
        return found

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(5)
        self.socket.close()


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(Desk(Folder.at(tmp_path_factory.mktemp("studio"))))
    yield made
    made.stop()


def test_without_the_token_nothing_is_told(studio: Studio) -> None:
    for path in ("/", "/static/studio.js", "/pulse", "/parts?name=text"):
        status, _, text = studio.ask("GET", path, cookie=False)
        assert status == 403
        assert "token" in text
    assert studio.ask("GET", "/?token=wrong", cookie=False)[0] == 403
    assert studio.ask("GET", "/", cookie=False, Cookie=f"tertius_{studio.port}=wrong")[0] == 403


def test_the_token_is_traded_for_a_cookie_that_scripts_and_other_sites_do_not_get(studio: Studio) -> None:
    status, headers, _ = studio.ask("GET", f"/?token={studio.token}&panel=text", cookie=False)
    assert status == 303
    assert headers["location"] == "/?panel=text"
    assert "HttpOnly" in headers["set-cookie"]
    assert "SameSite=Strict" in headers["set-cookie"]
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1.evil.example:80", "localhost:1", ""])
def test_another_host_name_gets_nothing(studio: Studio, host: str) -> None:
    assert studio.ask("GET", "/", Host=host or " ")[0] in {400, 403}


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1"])
def test_another_page_changes_nothing(studio: Studio, origin: str) -> None:
    assert studio.ask("POST", "/open", {"fields": {"kind": "blank"}}, Origin=origin)[0] == 403
    assert studio.ask("GET", "/pulse", Origin=origin)[0] == 403


def test_a_change_has_to_say_where_it_comes_from(studio: Studio) -> None:
    assert studio.ask("POST", "/undo", {}, Origin="")[0] == 403
    assert studio.ask("GET", "/pulse", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403


def test_every_answer_forbids_what_it_does_not_need(studio: Studio) -> None:
    assert json.loads(studio.ask("GET", "/parts?name=text")[2]) == {"rev": -1, "html": {}, "waiting": []}
    for path in ("/", "/static/studio.js", "/pulse", "/nothing"):
        _, headers, _ = studio.ask("GET", path)
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"


def test_a_body_has_a_limit_and_has_to_be_json(studio: Studio) -> None:
    assert studio.ask("POST", "/edit", b"x", Content_Length=str(10**9))[0] == 413
    assert studio.ask("POST", "/edit", b"{")[0] == 400
    assert studio.ask("POST", "/edit", b"[1]")[0] == 400


def test_a_body_without_a_length_has_the_limit_too(studio: Studio) -> None:
    link = http.client.HTTPConnection("127.0.0.1", studio.port, timeout=30)
    host = f"127.0.0.1:{studio.port}"
    link.putrequest("POST", "/edit", skip_host=True)
    for name, value in (("Host", host), ("Origin", f"http://{host}"), ("Cookie", f"tertius_{studio.port}={studio.token}"), ("Transfer-Encoding", "chunked")):
        link.putheader(name, value)
    link.endheaders()
    part = b"x" * 2**20
    try:
        for _ in range(24):
            link.send(b"%x\r\n" % len(part) + part + b"\r\n")
        link.send(b"0\r\n\r\n")
    except (BrokenPipeError, ConnectionResetError):
        pass  # refused before all of it was sent
    else:
        assert link.getresponse().status == 413
    link.close()
    assert studio.ask("GET", "/pulse")[0] == 200


def test_static_files_are_only_those_that_are_shipped(studio: Studio) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e%2fapp.py", "/static/nothing.js", "/static/studio.py", "/static/.js"):
        assert studio.ask("GET", path)[0] == 404
    assert studio.ask("GET", "/static/studio.js")[0] == 200


def test_names_with_markup_are_text_on_every_panel(studio: Studio) -> None:
    from tertius.studio.registry import parts

    bad = "<script>x()</script>'\"&<img src=x>"
    assert studio.ask("POST", "/open", {"fields": {"kind": "blank", "discard": True}})[0] == 200
    for do, fields in (
        ("set_fact", {"key": "title", "value": bad}), ("add_actor", {"name": bad}), ("add_option", {"actor": "script_x_script_img_src_x", "name": bad}),
        ("add_statement", {"actor": "script_x_script_img_src_x", "expression": "script_x_script_img_src_x_2"}), ("set_status_quo", {"known": True}),
    ):  # fmt: skip
        rev = json.loads(studio.ask("GET", "/pulse")[2])["rev"]
        status, _, text = studio.ask("POST", "/edit", {"rev": rev, "do": do, "fields": fields})
        assert status == 200, (do, text)
    names = "&".join(f"name={n}" for n in parts())
    found = json.loads(studio.ask("GET", f"/parts?{names}")[2])["html"]
    assert set(found) == set(parts())
    page = studio.ask("GET", "/")[2] + "".join(found.values())
    assert "<script>x" not in page
    assert "<img" not in page
    assert "&lt;script&gt;x()" in page
    assert not re.search(r"\son\w+=", page)
    assert "style=" not in page
