"""What others made is brought whole or not at all, and quickly."""

import shutil
import time
from pathlib import Path

import pytest

import kith
from kith.ui import assets

ROOT = Path(kith.__file__).parents[2]
MODULES = ROOT / "node_modules"


def content(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def test_what_is_needed_is_copied_twice_the_same_and_fast(tmp_path: Path) -> None:
    began = time.monotonic()
    assets.build(modules=MODULES, assets=tmp_path / "assets", fonts=tmp_path / "fonts")
    first = content(tmp_path)
    assets.build(modules=MODULES, assets=tmp_path / "assets", fonts=tmp_path / "fonts")
    assert content(tmp_path) == first
    assert time.monotonic() - began < 6
    assert "assets/axe/axe.min.js" in first
    assert sum(name.endswith(".woff2") for name in first) == 12
    assert sum(name.endswith(".ttf") for name in first) == 6
    assert all(first.values())


def test_nothing_of_a_stylesheet_or_a_source_map_is_brought(tmp_path: Path) -> None:
    assets.build(modules=MODULES, assets=tmp_path / "assets", fonts=tmp_path / "fonts")
    assert {Path(name).suffix for name in content(tmp_path)} == {".woff2", ".ttf", ".js"}


def test_a_package_that_is_not_there_leaves_the_old_folder_whole(tmp_path: Path) -> None:
    assets.build(modules=MODULES, assets=tmp_path / "assets", fonts=tmp_path / "fonts")
    before = content(tmp_path)
    with pytest.raises(assets.NoAssets, match=r"Run `npm ci` again"):
        assets.build(modules=tmp_path / "nowhere", assets=tmp_path / "assets", fonts=tmp_path / "fonts")
    assert content(tmp_path) == before


def test_nothing_is_fetched_while_the_lock_is_the_same() -> None:
    mark = MODULES / ".kith-lock"
    before = mark.stat().st_mtime_ns
    assert assets.fetch(ROOT) == MODULES
    assert mark.stat().st_mtime_ns == before


def test_a_lock_that_cannot_be_met_says_what_to_do(tmp_path: Path) -> None:
    shutil.copy(ROOT / "package.json", tmp_path)
    (tmp_path / "package-lock.json").write_text("{}")
    with pytest.raises(assets.NoAssets, match="registries"):
        assets.fetch(tmp_path)


def test_the_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') == lock.count('"node_modules/')
    assert "omit-lockfile-registry-resolved=true" in (ROOT / ".npmrc").read_text().splitlines()
