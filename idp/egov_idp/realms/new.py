"""Declares one more province: its overlay in ``realms/`` and its first unit in ``ldap/seed/``.

The files are source like the others: whoever runs the platform commits them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from egov_idp import files
from egov_idp.people import seed as seeds
from egov_idp.realms import editing
from egov_idp.realms.errors import ProvinceRefused
from egov_idp.realms.spec import REALMS, RealmSpec, check, load_all


@dataclass(frozen=True, kw_only=True)
class NewProvince:
    """What has to be known of it.

    ``vi`` and ``en`` are its names; ``unit`` is the code of its People's Committee, ``H`` and two
    digits.
    """

    tenant: str
    vi: str
    en: str
    unit: str
    mail_domain: str


def declare(
    new: NewProvince, on: date, realms: Path = REALMS, seed: Path = seeds.SEEDS
) -> list[Path]:
    """Write both files, or none; answers where they are.

    ``on`` is the first day of its People's Committee. Raises `RealmInvalid` for a value that no
    realm can have, and `ProvinceRefused` for what another province has already.
    """
    name = f"{new.tenant}.yaml"
    with files.alone(realms):
        check(new.tenant, _overlay(new), realms)
        texts = {seed / name: _seed(new, on), realms / name: _overlay(new)}
        _refuse_taken(new, load_all(realms).values(), texts)
        # The overlay last: with it the province is declared.
        for path, text in texts.items():
            files.write_whole(path, text)
    return list(texts)


def _refuse_taken(new: NewProvince, others: Iterable[RealmSpec], texts: Mapping[Path, str]) -> None:
    seed, overlay = texts
    # A seed alone is what a run that was cut off has written, if it is ours.
    if overlay.exists() or (seed.exists() and seed.read_text(encoding="utf-8") != texts[seed]):
        there = overlay if overlay.exists() else seed
        raise ProvinceRefused(new.tenant, f"{there} is there already")
    for other in others:
        if other.unit == new.unit:
            raise ProvinceRefused(new.tenant, f"{new.unit} is the code of {other.tenant}")
        if other.mail_domain == new.mail_domain:
            why = f"addresses of {other.tenant} end in {new.mail_domain}"
            raise ProvinceRefused(new.tenant, why)


def _overlay(new: NewProvince) -> str:
    text = "# yaml-language-server: $schema=schema.json\n"
    said = {
        "name": {"vi": new.vi, "en": new.en},
        "unit": new.unit,
        "mail_domain": new.mail_domain,
    }
    for key, value in said.items():
        text = editing.put(text, (key,), value)
    return text


def _seed(new: NewProvince, on: date) -> str:
    # Tỉnh Phú Yên: Ủy ban nhân dân tỉnh Phú Yên
    vi = f"Ủy ban nhân dân {new.vi[:1].lower()}{new.vi[1:]}"
    fact = {"source": "declared", "verified": False}
    said = {
        "mail_domain": new.mail_domain,
        "facts": {"province": {name: dict(fact) for name in ("code", "name", "from", "site")}},
        "units": [
            {
                "code": new.unit,
                "kind": "province",
                "name": {"vi": vi, "en": f"People's Committee of {new.en}"},
                "from": on,
                "site": True,
            }
        ],
        "people": [],
    }
    return _HEAD + yaml.safe_dump(said, allow_unicode=True, sort_keys=False)


_HEAD = """\
# A province as it was declared. Its other units and its people are added by ./egov unit add and
# ./egov person add.

"""
