"""What can go wrong at the simulator.

::

    SimulatorError
    ├── ConfigurationInvalid   the client file or an option cannot be used
    ├── ProductionRefused      started where the kit runs in production
    ├── SwitchUnknown          a fault, token, endpoint or document that does not exist
    └── Refused                a request that the protocol answers with an error
"""


class SimulatorError(Exception):
    """The root of the simulator's errors."""


class ConfigurationInvalid(SimulatorError):
    """The client file or an option cannot be used."""


class ProductionRefused(SimulatorError):
    """The simulator was started where the kit runs in production."""

    def __init__(self) -> None:
        super().__init__(
            "the simulator signs in everybody without a password, and this is a production "
            "environment: it runs with EGOV_ENVIRONMENT=development alone"
        )


class SwitchUnknown(SimulatorError):
    """A fault, kind of token, endpoint or document that does not exist."""

    def __init__(self, what: str, name: str, known: list[str]) -> None:
        super().__init__(f"no {what} {name!r}; there are: {', '.join(known)}")


class Refused(SimulatorError):
    """An OAuth error: ``code`` as the standards name it, ``status`` for an endpoint's answer.

    ``nonce`` is what the next proof must hold (RFC 9449 8).
    """

    def __init__(
        self, code: str, description: str, *, status: int = 400, nonce: str | None = None
    ) -> None:
        super().__init__(f"{code}: {description}")
        self.code = code
        self.description = description
        self.status = status
        self.nonce = nonce
