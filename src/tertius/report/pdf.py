"""A page as PDF, printed by a Chromium that is there already (Debian's package ``chromium``), with the network off.

The browser gets a profile of its own in a folder that is deleted, no proxy that leads anywhere, and no name that resolves; the page's
policy allows it to load nothing anyway. Page numbers come from the page's own style sheet (``@page``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tertius.errors import LimitError, NotSupportedError, TertiusError

__all__ = ["chromium", "pdf"]

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
SECONDS = 180.0
FLAGS = (
    "--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--no-pdf-header-footer", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-quic",
    "--disable-dev-shm-usage", "--metrics-recording-only", "--proxy-server=127.0.0.1:9", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--run-all-compositor-stages-before-draw", "--generate-pdf-document-outline",
)  # fmt: skip


def chromium() -> str:
    """The browser: what the variable ``CHROMIUM`` names, else the first of `NAMES` on the path.

    Raises `NotSupportedError` where there is none.
    """
    named = os.environ.get("CHROMIUM", "")
    if named:
        found = shutil.which(named)
        if found is None:
            raise NotSupportedError(f"CHROMIUM is set to {named}, which is no program that can be run; set it to a Chromium, or unset it")
        return found
    for name in NAMES:
        if (found := shutil.which(name)) is not None:
            return found
    raise NotSupportedError(
        "a PDF is printed by Chromium, and there is none on this machine: install the package `chromium` (Debian, Ubuntu: "
        "`apt install chromium`), or set CHROMIUM to where it is; --format html, md and docx do without"
    )


def pdf(page: str, *, seconds: float = SECONDS) -> bytes:
    """A page of `tertius.report.render` on paper.

    Raises `NotSupportedError` without a Chromium, `LimitError` where it takes too long, `TertiusError` where it fails.
    """
    browser = chromium()
    with tempfile.TemporaryDirectory(prefix="tertius-", ignore_cleanup_errors=True) as folder:
        source, goal = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        # As root, as in a container, Chromium starts only without its sandbox; the page can run nothing but its own script.
        flags = [*FLAGS, *(("--no-sandbox",) if getattr(os, "geteuid", lambda: 1)() == 0 else ())]
        told = [browser, *flags, f"--user-data-dir={folder}/profile", f"--print-to-pdf={goal}", source.as_uri()]
        try:
            done = subprocess.run(told, capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            raise LimitError(f"{browser} did not finish the PDF in {seconds:.0f} seconds; try again, or print the HTML page from a browser") from None
        except OSError as error:
            raise TertiusError(f"{browser} could not be started: {error.strerror}; set CHROMIUM to another browser") from None
        made = goal.read_bytes() if goal.exists() else b""
    if not made.startswith(b"%PDF"):
        last = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["no message"]
        raise TertiusError(f"{browser} made no PDF (exit code {done.returncode}: {last[0][:200]}); print the HTML page from a browser instead")
    return made
