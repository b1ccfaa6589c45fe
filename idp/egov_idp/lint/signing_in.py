"""How people sign in by a realm's document: its flows, and what its client policies enforce."""

from collections.abc import Mapping

from egov_idp.lint.realm import Json, Realm

GATE = "egov-gate"
_REFUSES = "deny-access-authenticator"


def steps(realm: Realm, alias: str | None) -> list[Json]:
    """The steps of a flow in their order, without those that are switched off."""
    for flow in realm.says("authenticationFlows") or []:
        if flow["alias"] == alias:
            listed = sorted(flow["authenticationExecutions"], key=lambda each: each["priority"])
            return [each for each in listed if each["requirement"] != "DISABLED"]
    return []


def is_gated(realm: Realm, alias: str | None) -> bool:
    """Whether nobody ends this flow with a session but through the gate."""
    listed = steps(realm, alias)
    return bool(listed) and _is(listed[-1], GATE)


def refuses(realm: Realm, alias: str | None) -> bool:
    """Whether this flow lets nobody in."""
    listed = steps(realm, alias)
    return bool(listed) and _is(listed[0], _REFUSES)


def enforced(realm: Realm) -> Mapping[str, Json]:
    """What is enforced for every client, also one that was made by hand, with its configuration."""
    policies = (realm.says("clientPolicies") or {}).get("policies") or []
    of_all = {name for each in policies if _for_all(each) for name in each.get("profiles", [])}
    profiles = (realm.says("clientProfiles") or {}).get("profiles") or []
    return {
        executor["executor"]: executor.get("configuration") or {}
        for profile in profiles
        if profile["name"] in of_all
        for executor in profile.get("executors", [])
    }


def _for_all(policy: Json) -> bool:
    conditions = policy.get("conditions") or []
    return bool(policy.get("enabled")) and [each["condition"] for each in conditions] == [
        "any-client"
    ]


def _is(step: Json, authenticator: str) -> bool:
    return step.get("authenticator") == authenticator and step["requirement"] == "REQUIRED"
