"""JupyterLab at the drill-down, in a copy of its notebook that belongs to whoever opens it."""

from __future__ import annotations

import hashlib
import json
import secrets
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyterlab.labapp import LabApp

from apk_lib.errors import DataError, reason
from apk_lib.report.looking import look_in
from apk_lib.serving.ports import HERE, OWN, port_of
from apk_lib.text import Text

# in the copy's metadata: what it was made as, so that one edited since is told apart
_MADE = "apk_lib"


def own_copy(notebook: Path, folder: Path, parameters: Mapping[str, str]) -> Path:
    """A copy of a notebook in a folder with its parameters filled in; one that somebody edited is never overwritten.

    An edited copy stays what it is, whatever is asked for now, and a new one gets a name of its own.

    Raises:
        DataError: the folder cannot be written.
    """
    made = json.loads(notebook.read_text(encoding="utf-8"))
    place = next(n for n, cell in enumerate(made["cells"]) if "parameters" in cell["metadata"].get("tags", ()))
    made["cells"].insert(place + 1, _given(parameters))
    made["metadata"][_MADE] = {"made_as": _digest(made)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = next(path for path in _names(folder / notebook.name) if not _edited(path))
        path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        why = reason(error)
        raise DataError(
            Text(
                cs=f"Do složky {folder} nejde zapsat ({why.cs}). Zadejte jinou volbou --out.",
                en=f"The folder {folder} cannot be written ({why.en}). Give another by the option --out.",
            )
        ) from error
    return path


def _given(parameters: Mapping[str, str]) -> dict[str, Any]:
    """A cell that overrides parameters, as a batch run writes it."""
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in parameters.items()]
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "injected-parameters",
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": "\n".join(lines).splitlines(keepends=True),
    }


def serve_lab(notebook: Path, port: int, say: Callable[[str], None], browser: bool = True) -> None:
    """Serve JupyterLab opened at a notebook until it is interrupted; `say` gets its address with a token of its own.

    Raises:
        ParameterError: the port cannot be used.
    """
    # nothing is asked of the network: no news, and no question whether there should be any
    look_in("JUPYTER_CONFIG_PATH", OWN)
    port, token = port_of(port), secrets.token_hex(24)
    settings = {
        # settings somebody keeps at home must not do without
        "IdentityProvider.token": token,
        "PasswordIdentityProvider.hashed_password": "",
        "LabApp.news_url": None,
        "LabApp.default_url": f"/lab/tree/{notebook.name}",
        "ServerApp.ip": HERE,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "ServerApp.root_dir": notebook.parent.resolve(),
        "ServerApp.open_browser": browser,
        "ServerApp.allow_root": True,  # in a container there is nobody else, and only this machine is let in
        "ServerApp.log_level": "ERROR",
        "LabApp.log_level": "ERROR",
    }
    # what its parts are about to drop is nothing the reader could mend
    warnings.simplefilter("ignore", DeprecationWarning)
    server = LabApp.initialize_server(argv=[f"--{name}={value}" for name, value in settings.items()])
    server.io_loop.add_callback(say, f"http://{HERE}:{port}/lab/tree/{quote(notebook.name)}?token={token}")
    server.start()


def _names(path: Path) -> Iterator[Path]:
    """The file's name, then the same with numbers."""
    yield path
    n = 2
    while True:
        yield path.with_stem(f"{path.stem}_{n}")
        n += 1


def _edited(path: Path) -> bool:
    """Whether there is a file that is not as it was made."""
    if not path.exists():
        return False
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return bool(found["metadata"][_MADE]["made_as"] != _digest(found))
    except (ValueError, KeyError, TypeError):
        return True


def _digest(notebook: Mapping[str, Any]) -> str:
    """What the cells say; what running them leaves behind is no edit."""
    cells = [[cell["cell_type"], "".join(cell["source"])] for cell in notebook["cells"]]
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).hexdigest()
