"""The JSON schema of a province's file, for editors: ``python -m egov_idp.realms.schema``.

It is made from `RealmSpec`, which checks the files when they are read. A file may leave out
whatever ``_base.yaml`` says.
"""

import json
from collections.abc import Iterable
from typing import Any

from egov_idp.realms import yaml_file
from egov_idp.realms.spec import REALMS, RealmSpec

PATH = REALMS / "schema.json"


def schema() -> dict[str, Any]:
    """What ``realms/<tenant>.yaml`` may say."""
    made = RealmSpec.model_json_schema()
    del made["properties"]["tenant"]  # the file's name says it
    _allow_to_leave_out(made, yaml_file.read(REALMS / "_base.yaml").values)
    made["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    made["title"] = "One province's realm"
    return made


def _allow_to_leave_out(made: dict[str, Any], said: Iterable[str]) -> None:
    made["required"] = [key for key in made["required"] if key != "tenant" and key not in said]
    for key in said:
        del made["$defs"][made["properties"][key]["$ref"].rpartition("/")[2]]["required"]


def text() -> str:
    """The same as it stands in ``realms/schema.json``."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
