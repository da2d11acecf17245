"""Print the path of a Chromium to test with; `--install` (root, Debian) installs one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "No Chromium found: neither APK_CHROMIUM, nor {names} on PATH, nor Playwright's own.\n"
    "Install one (Debian: apt-get install chromium; elsewhere: python -m playwright install chromium), "
    "or set APK_CHROMIUM to its path."
)


def find() -> str | None:
    """The first Chromium of: the variable APK_CHROMIUM, the names on PATH, Playwright's own cache."""
    if named := os.environ.get("APK_CHROMIUM"):
        return shutil.which(named)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _of_playwright()


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def install() -> None:
    """Install Debian's package; the output goes to stderr, since stdout carries the path."""
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            check=True,
            stdout=sys.stderr,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )


def can_install() -> bool:
    """Only root may, and only where there is apt-get; a Chromium named by hand is never replaced."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and shutil.which("apt-get") is not None and "APK_CHROMIUM" not in os.environ


def main() -> None:
    """Print the path, or say what is missing and fail."""
    chromium = find()
    if chromium is None and "--install" in sys.argv[1:] and can_install():
        install()
        chromium = find()
    if chromium is None and (named := os.environ.get("APK_CHROMIUM")):
        sys.exit(f"APK_CHROMIUM names {named!r}, and that is no program.")
    if chromium is None:
        sys.exit(MISSING.format(names=", ".join(NAMES)))
    print(chromium)


if __name__ == "__main__":
    main()
