"""Numbers without gaps, whoever draws at the same moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from egov_apps.onestop.errors import AlreadyRecorded
from egov_apps.onestop.models import DossierCounter, PaymentCounter


def draw(
    session: Session,
    counter: type[DossierCounter | PaymentCounter],
    **key: Any,  # noqa: ANN401 - the counter's own columns
) -> int:
    """The next number of the row ``key`` of ``counter``.

    Locks that row until the transaction ends, so that the next one to draw sees whether this
    number was used: a transaction that is rolled back, or killed, gives it back.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    drawn: int = session.execute(
        dialect.insert(counter)
        .values(**key, last=1)
        .on_conflict_do_update(index_elements=list(key), set_={"last": counter.last + 1})
        .returning(counter.last)
    ).scalar_one()
    return drawn


@contextmanager
def step(session: Session) -> Iterator[None]:
    """All of the block or nothing; raises `AlreadyRecorded` if a unique value is taken.

    What the block drew is given back with it.
    """
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise AlreadyRecorded from error
