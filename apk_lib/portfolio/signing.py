"""Signatures of summaries: Ed25519 (RFC 8032) over one way of writing JSON.

A key says which town a summary is from. The private half stays with the town, outside its data; the analyst keeps the
public half in a register. Whoever has the private key can speak for the town, so the file is its owner's alone.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from apk_lib.errors import DataError, ParameterError, reason
from apk_lib.text import Text

SHEET = "project.toml"
KEY_BYTES, SIGNATURE_BYTES = 32, 64
# what is signed says what it is: nothing else that a key may sign one day can be passed off as a summary. The number
# is that of this form, not that of the summary
SIGNED_AS = b"apk-lib summary 1\n"
_PRIME = 2**255 - 19
# the second coordinate of the eight points of small order (1, 2, 4 and 8), without the sign of the first
_SMALL_ORDER = {
    0, 1, _PRIME - 1,
    int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
}  # fmt: skip
_OWNER_ONLY, _OWNER_ONLY_FOLDER = 0o600, 0o700
# a private key takes about 120 bytes; a wrong file is not read to its end
_LONGEST_KEY = 10_000


def canonical(content: Any) -> bytes:
    """The one way in which JSON is written: names sorted, no spaces, UTF-8, no number that JSON does not know.

    Raises:
        ValueError: a number is infinite or none, or a text is no Unicode.
    """
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def parsed(content: bytes) -> Any:
    """What a JSON file holds; it is as `canonical` wrote it only if that gives the same bytes.

    Raises:
        ValueError: it is no JSON in UTF-8, or holds what is no number.
        RecursionError: it is nested too deep.
    """
    return json.loads(content.decode("utf-8"), parse_constant=_no_number)


def as_signed(summary: Any) -> bytes:
    """The bytes that a town signs when it signs a summary.

    Raises:
        ValueError: as `canonical`.
    """
    return SIGNED_AS + canonical(summary)


def sign(key: Ed25519PrivateKey, content: bytes) -> str:
    """The signature of content, as text; a key signs the same content the same way every time."""
    return written(key.sign(content))


def verifies(key: bytes, signature: str, content: bytes) -> bool:
    """Whether the owner of a public key signed the content."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(read(signature, SIGNATURE_BYTES), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def is_sound(key: bytes) -> bool:
    """Whether a public key is one that can belong to a single town.

    By a point of small order one signature verifies for any content, and a point written in another way than the one
    of RFC 8032 (5.1.2) is the key of somebody else under another name; the library refuses neither. The list of points
    is that of libsodium (`ge25519_has_small_order`).
    """
    second = int.from_bytes(key, "little") % 2**255
    return second < _PRIME and second not in _SMALL_ORDER


def public_text(key: Ed25519PrivateKey) -> str:
    """The public half of a key, as the register holds it."""
    return written(key.public_key().public_bytes_raw())


def written(content: bytes) -> str:
    """Bytes as text (Base64)."""
    return base64.b64encode(content).decode("ascii")


def read(text: str, length: int) -> bytes:
    """The bytes of a text, written in the one way in which they are.

    Raises:
        ValueError: it is no Base64 of that many bytes, or not written as `written` does.
    """
    try:
        content = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("no Base64") from error
    if len(content) != length or written(content) != text:
        raise ValueError("another length, or other spare bits")
    return content


def make_key(path: Path) -> Ed25519PrivateKey:
    """A new private key in a new file that only its owner may read; a folder made for it is the owner's alone, too.

    Raises:
        ParameterError: the file exists, would stand in a project folder, or it or its folder cannot be written.
    """
    if (project := _project_above(path)) is not None:
        raise ParameterError(
            Text(
                cs=f"{path}: klíč nepatří do složky projektu ({project}); s daty by se rozeslal i on. Zadejte místo "
                "mimo ni, kam nikdo jiný nemá přístup.",
                en=f"{path}: a key does not belong in a project folder ({project}); it would be sent along with the "
                "data. Give a place outside it that nobody else has access to.",
            )
        )
    key = Ed25519PrivateKey.generate()
    form = serialization.PrivateFormat.PKCS8
    content = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    try:
        # a file in its place is told of by the next step, which says so better
        with suppress(FileExistsError):
            path.parent.mkdir(_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        # never over another file, and from its first moment not readable by others
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    except FileExistsError as error:
        raise ParameterError(
            Text(
                cs=f"{path} už existuje. Klíč se nepřepisuje: podpisy starým klíčem by přestaly platit. Zadejte jiný "
                "název.",
                en=f"{path} exists already. A key is not overwritten: signatures by the old one would no longer hold. "
                "Give another name.",
            )
        ) from error
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _unwritable(path, error) from error
    return key


def read_key(path: Path) -> Ed25519PrivateKey:
    """The private key in a file that `make_key` wrote.

    Raises:
        DataError: there is none, it cannot be read, or it is of another kind.
    """
    try:
        with path.open("rb") as file:
            content = file.read(_LONGEST_KEY)
        key = serialization.load_pem_private_key(content, password=None)
    except OSError as error:
        raise _no_key(path, reason(error)) from error
    except TypeError as error:
        raise _no_key(path, Text(cs="klíč je chráněn heslem", en="the key is protected by a password")) from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise _no_key(path, Text(cs="není to soukromý klíč", en="it is no private key")) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, Text(cs="klíč je jiného druhu", en="the key is of another kind"))
    return key


def _project_above(path: Path) -> Path | None:
    """The project folder that a file would stand in, also through links; none where there is no project."""
    places = (*Path(os.path.abspath(path)).parents, *path.resolve().parents)
    return next((folder for folder in places if (folder / SHEET).is_file()), None)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _unwritable(path: Path, error: OSError) -> ParameterError:
    why = reason(error)
    return ParameterError(
        Text(
            cs=f"Klíč {path} nejde zapsat ({why.cs}). Zvolte jinou složku.",
            en=f"The key {path} cannot be written ({why.en}). Choose another folder.",
        )
    )


def _no_key(path: Path, why: Text) -> DataError:
    return DataError(
        Text(
            cs=f"{path}: klíč nejde použít ({why.cs}). Zadejte soubor, který vytvořil příkaz apk-lib key.",
            en=f"{path}: the key cannot be used ({why.en}). Give a file that the command apk-lib key made.",
        )
    )
