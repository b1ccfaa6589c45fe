from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from egov_apps.onestop.models import Base, Dossier
from egov_apps.onestop.national.outbox import Outgoing
from egov_apps.onestop.workflow import State, Status
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import inspect, text

from tests.support._dossiers import record
from tests.support._life import lead


def test_the_migrations_make_the_tables_of_the_models(onestop: Settings) -> None:
    with database.engine_for(onestop, "danang", "onestop").connect() as connection:
        context = MigrationContext.configure(connection)

        assert Outgoing.metadata is Base.metadata
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_down_and_up_again(onestop: Settings) -> None:
    engine = database.engine_for(onestop, "danang", "onestop")

    database.downgrade(onestop, "danang", "egov_apps.onestop", "onestop")
    assert inspect(engine).get_table_names() == ["alembic_version"]

    database.migrate(onestop, "danang", "egov_apps.onestop", "onestop")
    assert "dossier" in inspect(engine).get_table_names()


def test_a_dossier_comes_through_the_way_back_and_forth_with_its_national_status(
    onestop: Settings,
) -> None:
    with database.transaction(onestop, "danang", "onestop") as session:
        dossier = lead(session, record(session), State.WITH_HEAD)

    database.downgrade(onestop, "danang", "egov_apps.onestop", "onestop", "0002")
    with database.transaction(onestop, "danang", "onestop", write=False) as session:
        assert session.scalar(text("SELECT status FROM dossier")) == Status.PROCESSING

    database.migrate(onestop, "danang", "egov_apps.onestop", "onestop")
    with database.transaction(onestop, "danang", "onestop", write=False) as session:
        found = session.get_one(Dossier, dossier.id)
        assert (found.state, found.at_unit) == (State.WITH_SPECIALIST, "H17.08")
        assert [step.action for step in found.steps] == ["receive"]
