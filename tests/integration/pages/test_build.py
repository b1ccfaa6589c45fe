"""A build of the front end while servers hand out pages that name the files of the one before."""

import json
import subprocess
from pathlib import Path

from egov_idp.local.assets import FRONTEND


def build(folder: Path) -> set[str]:
    command = ["node", "build.mjs", "--kit", str(folder / "kit"), "--theme", str(folder / "theme")]
    subprocess.run(command, cwd=FRONTEND, check=True)
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def test_files_of_the_build_before_stay_and_older_ones_go(tmp_path: Path) -> None:
    kit, resources = tmp_path / "kit", tmp_path / "theme" / "resources"
    for folder in (kit, resources):
        (folder / "fonts").mkdir(parents=True)
        (folder / "egov-aaaaaaaaaa.css").write_text("src: url(fonts/before-0123456789.woff2)")
        (folder / "egov-bbbbbbbbbb.css").touch()
        (folder / "fonts" / "before-0123456789.woff2").touch()
        (folder / "fonts" / "older-0123456789.woff2").touch()
    (kit / "egov-aaaaaaaaaa.css.br").touch()
    (kit / "manifest.json").write_text(json.dumps({"egov.css": "egov-aaaaaaaaaa.css"}))
    (tmp_path / "theme" / "assets.ftl").write_text('<#assign stylesheet="egov-aaaaaaaaaa.css">')

    first, second = build(tmp_path), build(tmp_path)

    before = {"kit/egov-aaaaaaaaaa.css", "kit/egov-aaaaaaaaaa.css.br"}
    before |= {"kit/fonts/before-0123456789.woff2", "theme/resources/egov-aaaaaaaaaa.css"}
    assert before <= first
    assert not [name for name in first if "bbbbbbbbbb" in name or "older" in name]
    assert not before & second
    assert json.loads((kit / "manifest.json").read_text())["egov.css"] != "egov-aaaaaaaaaa.css"
