import pytest
from egov_kit import database
from egov_kit.flask import transactions
from egov_kit.module import Module
from egov_kit.settings import Settings
from flask import Flask, Response
from sqlalchemy import text

LEDGER = "tests.data.ledger"
ADD = text("INSERT INTO account (id, name) VALUES (1, 'x')")
STRAY = text("INSERT INTO entry (id, account_id) VALUES (1, 99)")


def module() -> Module:
    return Module(
        name="ledger",
        package=LEDGER,
        kind="module",
        title={},
        summary={},
        category="",
        audience="staff",
        roles=(),
        second_factor=(),
        scopes=(),
        calls=(),
        grants=(),
    )


@pytest.fixture
def app(settings: Settings) -> Flask:
    database.prepare(settings, "danang", module())
    app = Flask(__name__)
    transactions.init(app, settings, module(), tenant=lambda: "danang")

    @app.post("/add/<int:status>")
    def add(status: int) -> tuple[str, int]:
        database.session().execute(ADD)
        return "recorded", status

    @app.post("/stray")
    def stray() -> str:
        database.session().execute(STRAY)
        return "recorded"

    @app.post("/crash")
    def crash() -> str:
        database.session().execute(ADD)
        raise ZeroDivisionError

    @app.get("/add")
    def add_by_get() -> str:
        database.session().execute(ADD)
        return "recorded"

    @app.post("/beside")
    def beside() -> str:
        database.session().execute(ADD)
        with database.transaction(settings, "danang", "ledger"):
            return "recorded"

    return app


def rows(settings: Settings) -> int:
    with database.transaction(settings, "danang", "ledger", write=False) as session:
        found: int = session.execute(text("SELECT count(*) FROM account")).scalar_one()
        return found


@pytest.mark.parametrize("status", [200, 201, 303])
def test_an_answer_below_400_commits(app: Flask, settings: Settings, status: int) -> None:
    app.test_client().post(f"/add/{status}")

    assert rows(settings) == 1


@pytest.mark.parametrize("status", [400, 409, 422, 500])
def test_an_answer_from_400_rolls_back(app: Flask, settings: Settings, status: int) -> None:
    app.test_client().post(f"/add/{status}")

    assert rows(settings) == 0


def test_a_crash_rolls_back(app: Flask, settings: Settings) -> None:
    assert app.test_client().post("/crash").status_code == 500
    assert rows(settings) == 0


def test_a_commit_that_fails_is_not_answered_with_success(app: Flask) -> None:
    answer = app.test_client().post("/stray")

    assert answer.status_code == 500
    assert b"recorded" not in answer.data


def test_the_commit_comes_after_the_last_after_request(app: Flask, settings: Settings) -> None:
    seen = []

    @app.after_request
    def look(response: Response) -> Response:
        seen.append(rows(settings))
        return response

    app.test_client().post("/add/200")

    assert seen == [0]
    assert rows(settings) == 1


def test_a_get_request_cannot_write(app: Flask, settings: Settings) -> None:
    assert app.test_client().get("/add").status_code == 500
    assert rows(settings) == 0


def test_a_second_transaction_inside_a_writing_request_is_refused(
    app: Flask, settings: Settings
) -> None:
    assert app.test_client().post("/beside").status_code == 500
    assert rows(settings) == 0


def test_the_next_request_works_after_a_failed_one(app: Flask, settings: Settings) -> None:
    client = app.test_client()
    for _ in range(12):  # more than the pool holds
        client.post("/crash")
        client.post("/stray")

    assert client.post("/add/200").status_code == 200
    assert rows(settings) == 1
