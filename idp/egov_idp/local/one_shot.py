"""A module of ours as a process that the supervisor starts, and that ends when its work is done."""

import sys

from egov_idp.local.layout import Layout
from egov_idp.local.service import Service
from egov_idp.settings import command_environment


def of_module(name: str, module: str, layout: Layout, *, retried: bool = True) -> Service:
    """``python -m module`` for this very platform; ``retried`` as `Service` says."""
    return Service(
        name=name,
        argv=(sys.executable, "-P", "-u", "-m", module),
        env=command_environment(layout),
        cwd=layout.var,
        one_shot=True,
        retried=retried,
    )
