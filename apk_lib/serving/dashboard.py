"""The dashboard as a page: Voilà on one notebook, with its kernel warm before anybody asks.

Whoever has no token is refused in words. What the notebook shows is chosen through the environment, because a warm
kernel ran it before there was a request that could say so.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from tornado.ioloop import IOLoop
from tornado.web import HTTPError
from traitlets.config import Config
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import TemplateStaticFileHandler

from apk_lib.pages import environment
from apk_lib.report.looking import look_in
from apk_lib.serving.kernels import CULLING, Kernels
from apk_lib.serving.ports import HERE, OWN, port_of
from apk_lib.text import Lang, Text

_WORDS = {
    "title": Text(cs="Přehled projektu", en="Project dashboard"),
    "loading": Text(cs="Načítám přehled… Poprvé to trvá asi deset vteřin.",
                    en="Loading the dashboard… The first time it takes about ten seconds."),
    "skip": Text(cs="Přeskočit na obsah", en="Skip to the content"),
    "script": Text(cs="Přehled potřebuje JavaScript.", en="The dashboard needs JavaScript."),
}  # fmt: skip
_FAILED = Text(
    cs="Chyba programu: přehled nejde zobrazit. Nahlaste ji i s výpisem z okna, kde příkaz běží.",
    en="The program failed: the dashboard cannot be shown. Report it with what the command printed.",
)
# widgets are made of inline scripts and modules from memory, charts compile their expressions
_ALLOWED = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dashboard is to show, and where it listens; port 0 is any free one."""

    data: Path
    period: str = ""
    lang: Lang = "cs"
    as_of: str = ""
    port: int = 0
    browser: bool = True


class _Refusal(JupyterHandler):
    """The page of whoever comes without the token: nothing to fill in, no way around it."""

    @allow_unauthenticated
    def get(self) -> None:
        """Say where the full address is, in both languages."""
        self.set_status(403)
        page = environment("apk_lib.serving").get_template("refused.html.jinja")
        self.finish(page.render(lang="cs"))


class _TokenOnly(PasswordIdentityProvider):
    """Lets in by the token of the address; there is no password to guess and no form."""

    def get_handlers(self) -> list[Any]:
        """The one page for whoever is not let in."""
        return [("/login", _Refusal)]


class _Closing(VoilaShutdownKernelHandler):  # type: ignore[misc]
    """Ends the kernel of a window that closes."""

    def check_xsrf_cookie(self) -> None:
        """A closing page cannot repeat its cookie; that the request comes from a page of ours is enough."""
        if not self.check_origin():
            raise HTTPError(403)


class _Server(Voila):  # type: ignore[misc]
    """Voilà that tells its full address when it listens, and leaves nothing running."""

    on_listening: Callable[[Path], None]

    def initialize(self, argv: list[str] | None = None) -> None:
        """Know the loop before a signal can ask to stop it."""
        self._init_asyncio_patch()
        self.ioloop = IOLoop.current()
        super().initialize(argv)

    def init_handlers(self) -> list[Any]:
        """Of a template only its own scripts and styles are there for everybody; nobody is told of other requests."""
        handlers = []
        for pattern, handler, *more in super().init_handlers():
            if handler is TemplateStaticFileHandler:
                handlers.append((r"/voila/templates/(apk/static/[\w-]+\.(?:js|css))", handler, *more))
            elif handler is not RequestInfoSocketHandler:
                handlers.append((pattern, _Closing if handler is VoilaShutdownKernelHandler else handler, *more))
        return handlers

    def launch_browser(self) -> None:
        """Called before the server runs: wait until it answers."""
        self.ioloop.add_callback(self.on_listening, Path(self.connection_dir))

    def stop(self) -> None:
        """End all that was begun, kernels that are only being started too."""
        run_sync(self._end)()
        shutil.rmtree(self.connection_dir)

    async def _end(self) -> None:
        begun = asyncio.all_tasks() - {asyncio.current_task()}
        for one in begun:
            one.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await self.kernel_manager.end_all()


def serve_dashboard(notebook: Path, asked: Asked, say: Callable[[str], None]) -> None:
    """Serve the dashboard until it is interrupted; `say` gets the full address once there is something to open.

    Raises:
        ParameterError: the port cannot be used.
    """
    port, token = port_of(asked.port), secrets.token_urlsafe(24)
    address = f"http://{HERE}:{port}/?token={token}"
    given = {"APK_DATA": str(asked.data), "APK_PERIOD": asked.period, "APK_LANG": asked.lang, "APK_AS_OF": asked.as_of}
    os.environ.update(given)
    look_in("JUPYTER_PATH", OWN)

    def listening(own: Path) -> None:
        say(address)
        if asked.browser:
            _open(address, own / "open.html")

    # it complains of how the server beneath sets its own sockets: nothing that the reader could mend
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    server = _Server(config=_settings(notebook, asked.lang, port, token))
    server.on_listening = listening
    server.initialize(argv=[])
    server.start()


def _open(address: str, page: Path) -> None:
    """Open an address by a page that only this user can read: a command line with the token everybody could."""
    page.touch(mode=0o600)
    template = environment("apk_lib.serving").get_template("opening.html.jinja")
    page.write_text(template.render(lang="cs", address=address), encoding="utf-8")
    # some browsers come back only when they are closed
    threading.Thread(target=webbrowser.open, args=[page.as_uri()], daemon=True).start()


def _settings(notebook: Path, lang: Lang, port: int, token: str) -> Config:
    words = {name: text(lang) for name, text in _WORDS.items()}
    allowed = {**_ALLOWED, "connect-src": f"'self' ws://{HERE}:{port}"}
    headers = {
        "Content-Security-Policy": "; ".join(f"{kind} {sources}" for kind, sources in allowed.items()),
        "Referrer-Policy": "same-origin",
    }
    return Config(
        Voila={
            "notebook_path": str(notebook),
            "ip": HERE,
            "port": port,
            "port_retries": 0,
            "token": token,
            "identity_provider_class": _TokenOnly,
            "config_file_paths": [],  # settings somebody keeps at home must not open what is shut here
            "log_level": logging.ERROR,
            "open_browser": True,
            # a page elsewhere must not get here under a name of its own
            "tornado_settings": {"headers": headers, "allow_remote_access": False},
        },
        VoilaConfiguration={
            "template": "apk",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "preheat_kernel": True,
            "default_pool_size": 1,
            "file_allowlist": [],
            "resources": {"apk": {**words, "lang": lang}},
            "multi_kernel_manager_class": Kernels,
        },
        VoilaExecutor={"cell_error_instruction": _FAILED(lang)},
        MappingKernelManager=dict(CULLING),
    )
