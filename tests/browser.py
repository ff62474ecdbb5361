"""Chromium for the tests that need one, and axe."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

CHROMIUM = Path("/usr/bin/chromium")
_QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a camera, for pages that are allowed one
]
expect.set_options(timeout=30_000)  # nothing is waited for longer than it takes; a busy machine takes long
_SECONDS_TO_STOP = 0.02
"""How often a server looks whether it shall stop, which is how long each test waits for it; half a second else."""
_AXE = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; without one the test is skipped, or fails where CI says that there must be one."""
    if not CHROMIUM.exists():
        missing = f"no browser at {CHROMIUM}"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


def start(server: BaseWSGIServer) -> Thread:
    """``server`` in a thread that ends soon after its ``shutdown``."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": _SECONDS_TO_STOP})
    thread.start()
    return thread


def serve(app: Flask) -> Iterator[str]:
    """The address of ``app``, served on the loopback until the fixture that yields from this ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = start(server)
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def signed_in(app: Flask, client: FlaskClient, chromium: Browser, width: int = 320) -> Iterator[tuple[Page, str]]:
    """A page of the one who is signed in with ``client``, and the address of ``app``."""
    served, cookie = serve(app), client.get_cookie("run")
    assert cookie is not None
    page, address = chromium.new_page(viewport={"width": width, "height": 800}), next(served)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    try:
        yield page, address
    finally:
        page.close()
        next(served, None)


def axe_violations(page: Page) -> list[str]:
    """What axe finds on the page that is open, the size of targets included; one line for each rule and place."""
    page.wait_for_load_state("load")
    found = Axe().run(page, options=_AXE).response["violations"]
    return [f"{rule['id']}: {' '.join(node['target'])}" for rule in found for node in rule["nodes"]]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page itself is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
