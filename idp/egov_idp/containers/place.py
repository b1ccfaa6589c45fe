"""The platform that a container is a part of."""

from dataclasses import replace

from egov_idp.local import choices
from egov_idp.local.choices import Choices
from egov_idp.local.platform import Platform, describe
from egov_idp.realms import load_all
from egov_idp.settings import ContainerSettings


def describe_here() -> Platform:
    """The platform this container is a part of; what was chosen is kept for ``egov`` in it."""
    settings = ContainerSettings()
    layout = settings.layout()
    choices.write(layout, Choices().with_tenants(settings.tenants_chosen, load_all()))
    described = describe(layout)
    # Nothing is published before all tenants are ready, so nobody need look.
    alone = {"ready_dir": None, "tenants_file": None}
    return replace(described, settings=described.settings.model_copy(update=alone))
