from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from egov_apps.onestop.models import Base
from egov_kit import database
from egov_kit.settings import Settings
from sqlalchemy import inspect


def test_the_migrations_make_the_tables_of_the_models(onestop: Settings) -> None:
    with database.engine_for(onestop, "danang", "onestop").connect() as connection:
        context = MigrationContext.configure(connection)

        assert compare_metadata(context, Base.metadata) == []


def test_the_migrations_go_down_and_up_again(onestop: Settings) -> None:
    engine = database.engine_for(onestop, "danang", "onestop")

    database.downgrade(onestop, "danang", "egov_apps.onestop", "onestop")
    assert inspect(engine).get_table_names() == ["alembic_version"]

    database.migrate(onestop, "danang", "egov_apps.onestop", "onestop")
    assert "dossier" in inspect(engine).get_table_names()
