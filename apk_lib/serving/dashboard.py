"""The dashboard as a page: Voilà on one notebook, with its kernel warm before anybody asks.

Whoever has no token is refused in words. What the notebook shows is chosen through the environment, because a warm
kernel ran it before there was a request that could say so.
"""

from __future__ import annotations

import logging
import os
import secrets
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import JupyterHandler
from traitlets.config import Config
from voila.app import Voila

from apk_lib.pages import environment
from apk_lib.report.execution import KERNELS
from apk_lib.serving.ports import HERE, OWN, port_of
from apk_lib.text import Lang, Text

_WORDS = {
    "title": Text(cs="Přehled projektu", en="Project dashboard"),
    "loading": Text(cs="Načítám přehled… Poprvé to trvá asi deset vteřin.",
                    en="Loading the dashboard… The first time it takes about ten seconds."),
    "skip": Text(cs="Přeskočit na obsah", en="Skip to the content"),
    "script": Text(cs="Přehled potřebuje JavaScript.", en="The dashboard needs JavaScript."),
}  # fmt: skip


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


class _Server(Voila):  # type: ignore[misc]
    """Voilà that tells its full address when it listens."""

    on_listening: Callable[[], None]

    def launch_browser(self) -> None:
        """Called once, when the server listens."""
        self.on_listening()

    def stop(self) -> None:
        """End the kernels at once: they keep nothing, and one asked politely while it starts would complain aloud."""
        for id in self.kernel_manager.list_kernel_ids():
            provisioner = self.kernel_manager.get_kernel(id).provisioner
            if provisioner:
                run_sync(provisioner.kill)()
        super().stop()


def serve_dashboard(notebook: Path, asked: Asked, say: Callable[[str], None]) -> None:
    """Serve the dashboard until it is interrupted; `say` gets the full address once there is something to open.

    Raises:
        ParameterError: the port cannot be used.
    """
    port, token = port_of(asked.port), secrets.token_urlsafe(24)
    address = f"http://{HERE}:{port}/?token={token}"
    given = {"APK_DATA": str(asked.data), "APK_PERIOD": asked.period, "APK_LANG": asked.lang, "APK_AS_OF": asked.as_of}
    known = os.environ.get("JUPYTER_PATH", "").split(os.pathsep)
    paths = os.pathsep.join(dict.fromkeys(filter(None, [str(OWN), str(KERNELS), *known])))
    os.environ.update(given, JUPYTER_PATH=paths)

    def listening() -> None:
        say(address)
        if asked.browser:
            webbrowser.open(address)

    # it complains of how the server beneath sets its own sockets: nothing that the reader could mend
    logging.getLogger("tornado.general").setLevel(logging.ERROR)
    server = _Server(config=_settings(notebook, asked.lang, port, token))
    server.on_listening = listening
    server.initialize(argv=[])
    server.start()


def _settings(notebook: Path, lang: Lang, port: int, token: str) -> Config:
    words = {name: text(lang) for name, text in _WORDS.items()}
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
        },
        VoilaConfiguration={
            "template": "apk",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "preheat_kernel": True,
            "default_pool_size": 1,
            "file_allowlist": [],
            "resources": {"apk": {**words, "lang": lang}},
        },
    )
