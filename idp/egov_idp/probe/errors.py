"""What a check of sign-in can find.

::

    IdpError
    └── ProbeError
        ├── SignInBroken   the account that is let in does not get in
        └── GateOpen       it gets into a module that it was not given
"""

from egov_idp.errors import IdpError


class ProbeError(IdpError):
    """Sign-in is not as it has to be."""

    code = "probe_error"


class SignInBroken(ProbeError):
    """Whoever may sign in cannot; the text says how far they come."""

    code = "sign_in_broken"

    def __init__(self, how_far: str) -> None:
        super().__init__(f"nobody signs in: {how_far}")


class GateOpen(ProbeError):
    """Somebody without the grant gets into a module."""

    code = "gate_open"

    def __init__(self, module: str) -> None:
        super().__init__(f"{module} lets somebody in who has no grant of it")
