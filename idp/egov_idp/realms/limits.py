"""The most and the least that a realm may be told, where a standard or a measurement says so.

The files of ``realms/`` are refused beyond them, and lint looks for them in realms that run.
"""

from typing import Final

WRONG_PASSWORDS: Final = 5
"""Let pass in a row (TCVN 14423, applications with important data)."""
PASSWORD_LENGTH: Final = 14
"""Without a second factor, with 4 classes (TCVN 14423)."""
SESSION_IDLE_MINUTES: Final = 21
"""15 in a module (TCVN 14423), 5 of a token, 1 to spare."""
SESSION_HOURS: Final = 10
ACCESS_TOKEN_MINUTES: Final = 5
"""What the platform promises: so long a withdrawn right may still be used."""
CODE_SECONDS: Final = 60
SIGN_IN_MINUTES: Final = 30
ACTION_MINUTES: Final = 10
EVENT_DAYS: Final = 90
"""Three months (TCVN 14423, level 3)."""
CONNECT_MILLISECONDS: Final = 1000
READ_MILLISECONDS: Final = 2000

SESSION_IDLE_SECONDS: Final = SESSION_IDLE_MINUTES * 60
SESSION_SECONDS: Final = SESSION_HOURS * 3600
ACCESS_TOKEN_SECONDS: Final = ACCESS_TOKEN_MINUTES * 60
SIGN_IN_SECONDS: Final = SIGN_IN_MINUTES * 60
ACTION_SECONDS: Final = ACTION_MINUTES * 60
EVENT_SECONDS: Final = EVENT_DAYS * 24 * 3600
