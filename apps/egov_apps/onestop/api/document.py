"""The OpenAPI document of the API, made of the classes that read and write its bodies."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from egov_apps.onestop.api import bodies

_REFERENCE: Final = "#/components/schemas/{model}"
_BODIES: Final = (
    bodies.NewDossier,
    bodies.Created,
    bodies.Dossier,
    bodies.Progress,
    bodies.Result,
    bodies.Problem,
)
_CODE: Final = {
    "name": "code",
    "in": "path",
    "required": True,
    "description": "The dossier's code, such as H17.08-261120-0001.",
    "schema": {"type": "string"},
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A UUID of the caller's own: the same key again is the same call sent again.",
    "schema": {"type": "string", "format": "uuid"},
}


_WRITING: Final = ("400", "401", "403", "404", "409", "422")


def document() -> Mapping[str, Any]:
    """OpenAPI 3.1."""
    _, schemas = models_json_schema(
        [(each, "serialization") for each in _BODIES], ref_template=_REFERENCE
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "One-stop shop",
            "version": "1",
            "description": "Tokens are made for the audience onestop by token exchange (RFC 8693) "
            "in the name of a person, who must hold the right at the dossier's unit.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"bearer": []}],
        "paths": _paths(),
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> Mapping[str, Any]:
    return {
        "/dossiers": {"post": _create()},
        "/dossiers/{code}": {"get": _tell("Where a dossier is.", bodies.Dossier)},
        "/dossiers/{code}/progress": {
            "get": _tell("What was done with a dossier.", bodies.Progress)
        },
        "/dossiers/{code}/result": {"put": _hand_over()},
    }


def _tell(summary: str, model: type[BaseModel]) -> Mapping[str, Any]:
    return _call(
        summary,
        scope="onestop.read",
        parameters=[_CODE],
        answer=("200", model),
        refusals=("401", "403", "404"),
    )


def _create() -> Mapping[str, Any]:
    return _call(
        "Hand in an application; it waits for a counter to receive it.",
        scope="onestop.write",
        parameters=[_KEY],
        body=bodies.NewDossier,
        answer=("201", bodies.Created),
        refusals=_WRITING,
    )


def _hand_over() -> Mapping[str, Any]:
    return _call(
        "Hand over the numbered result; the dossier is finished. The same again changes nothing.",
        scope="onestop.write",
        parameters=[_CODE],
        body=bodies.Result,
        answer=("200", bodies.Dossier),
        refusals=_WRITING,
    )


def _call(
    summary: str,
    *,
    scope: str,
    parameters: list[Mapping[str, Any]],
    answer: tuple[str, type[BaseModel]],
    refusals: tuple[str, ...],
    body: type[BaseModel] | None = None,
) -> Mapping[str, Any]:
    status, model = answer
    problem = _content(bodies.Problem, "application/problem+json")
    sent = {"requestBody": {"required": True, "content": _content(body)}} if body else {}
    return {
        "summary": summary,
        "description": f"Needs the scope {scope}.",
        "parameters": parameters,
        **sent,
        "responses": {
            status: {"description": "Done", "content": _content(model)},
            **{each: {"description": _WHY[each], "content": problem} for each in refusals},
        },
    }


def _content(model: type[BaseModel], media_type: str = "application/json") -> Mapping[str, Any]:
    return {media_type: {"schema": {"$ref": _REFERENCE.format(model=model.__name__)}}}


_WHY: Final = {
    "400": "Not understood",
    "401": "No token that is good here",
    "403": "The token or the person may not",
    "404": "No such dossier or procedure, or out of reach",
    "409": "Something else happened in between, or the key was used for something else",
    "422": "A value that cannot be taken; mistakes say which",
}
