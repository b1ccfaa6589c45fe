"""How the commands show people, posts, grants and units on a terminal."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from egov_kit.vietnam import VIETNAM
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

Json = dict[str, Any]


def added_person(told: Json) -> RenderableType:
    """Who they are now, and the password."""
    who = f"{told['name']} · user name {told['username']} · {told['email']}"
    if not told["new"]:
        return Text(f"{who}: is there already; nothing was changed.")
    if told.get("no_password_because"):
        return Text(
            f"{who}: added. But the sign-in service gave no password. Once ./egov status is well:\n"
            f"  ./egov person reset-password {told['username']}"
        )
    return Group(Text(f"{who}: added."), _password(told))


def one_time_password(told: Json) -> RenderableType:
    """The password, and that it is shown once."""
    return _password(told)


def people(told: Json) -> RenderableType:
    """A page of people."""
    count = f"{told['count']} found, page {told['page']} of {max(told['pages'], 1)}"
    return Group(_people(told["people"]), Text(count, style="dim"))


def whole_person(told: Json) -> RenderableType:
    """Everything about somebody."""
    facts = _table("", "")
    facts.show_header = False
    for name in ("name", "username", "staff_id", "email", "status"):
        facts.add_row(name, str(told[name] or "–"))
    facts.add_row("modules", ", ".join(told["modules"]) or "–")
    return Group(facts, *_posts(told), *_history(told["history"]))


def added_post(told: Json) -> RenderableType:
    """The post, and what the person may do now."""
    done = "given" if told["new"] else "is held already; nothing was changed"
    return Group(Text(f"{_post_line(told['post'])}: {done}."), _rights(told))


def ended_post(told: Json) -> RenderableType:
    """The post that ended, and what the person may do now."""
    return Group(Text(f"{_post_line(told['post'])}: ended."), _rights(told))


def locked(told: Json) -> RenderableType:
    """That they are out."""
    before = " (was locked already)" if told["status_before"] == "locked" else ""
    return Text(
        f"{told['name']} ({told['username']}) is locked{before}; what was open has ended.\n"
        f"Undo it: ./egov person restore {told['username']}"
    )


def restored(told: Json) -> RenderableType:
    """That they may come in again."""
    was = told["status_before"]
    done = "is active already; nothing was changed" if was == "active" else "may sign in again"
    return Text(f"{told['name']} ({told['username']}) {done}.")


def left(told: Json) -> RenderableType:
    """That they are out for good."""
    before = " already" if told["status_before"] == "left" else ""
    return Text(
        f"{told['name']} ({told['username']}) has left{before}; posts, rights and what was open "
        "have ended."
    )


def second_factor(told: Json) -> RenderableType:
    """What happens at the next sign-in."""
    who = f"{told['name']} ({told['username']})"
    if not told["removed"]:
        return Text(f"{who} has no second factor; what was open has ended.")
    return Text(
        f"{who} has no second factor any more; what was open has ended.\n"
        "Whoever needs one enrols another at the next sign-in."
    )


def grants(told: Json) -> RenderableType:
    """Each grant, and below it why."""
    table = _table("Grant", "Because of the post", "By the rule in")
    for each in told["grants"]:
        for number, because in enumerate(each["because"]):
            table.add_row(
                each["grant"] if number == 0 else "", _because(because), _rule(because["rule"])
            )
        if not each["because"]:
            table.add_row(each["grant"], "–", "–")
    parts: list[RenderableType] = [table if told["grants"] else Text("No grants.")]
    if not told["current"]:
        parts.append(
            Text("Posts or rules say something else by now: ./egov person grants --refresh")
        )
    return Group(*parts)


def refreshed(told: Json) -> RenderableType:
    """Whose grants changed."""
    changed = told["changed"]
    done = (
        f"{len(changed)} people's grants changed." if changed else "Everybody's grants are right."
    )
    return Group(*([_people(changed)] if changed else []), Text(done))


def added_unit(told: Json) -> RenderableType:
    """The unit."""
    done = "added" if told["new"] else "is there already; nothing was changed"
    return Text(f"{told['code']} {told['name']['vi']}: {done}.")


def units(told: Json) -> RenderableType:
    """Units by code."""
    return _units(told["units"])


def whole_unit(told: Json) -> RenderableType:
    """A unit, those below it, who works in it."""
    parts: list[RenderableType] = [_units([told])]
    if told["below"]:
        parts += [Text("\nBelow it", style="bold"), _units(told["below"])]
    if told["people"]:
        parts += [Text("\nWho works in it today", style="bold"), _people(told["people"])]
    return Group(*parts, *_history(told["history"]))


def _password(told: Json) -> RenderableType:
    return Text.assemble(
        "One-time password, shown this once: ",
        (told["one_time_password"], "bold"),
        "\nAt the first sign-in they choose one of their own.",
    )


def _rights(told: Json) -> Text:
    return Text(f"May open now: {', '.join(told['modules']) or 'no module'}.")


def _people(found: Iterable[Json]) -> Table:
    table = _table("User name", "Name", "Status", "E-mail")
    for each in found:
        table.add_row(each["username"], each["name"], each["status"], each["email"] or "–")
    return table


def _posts(told: Json) -> list[RenderableType]:
    if not told["posts"]:
        return [Text("\nNo posts. Give one: ./egov person post add", style="dim")]
    table = _table("Post", "From", "To", "Today")
    for each in told["posts"]:
        working = " (working post)" if each["id"] == told["working_post"] else ""
        held = "yes" + working if each["today"] else "no"
        table.add_row(_post_line(each), each["from"], each["to"] or "–", held)
    return [Text("\nPosts", style="bold"), table]


def _post_line(post: Json) -> str:
    title = (post["title"]["name"] or {}).get("vi", post["title"]["code"])
    unit = (post["unit"]["name"] or {}).get("vi", "")
    return f"{title}, {unit} ({post['unit']['code']})" + (", acting" if post["acting"] else "")


def _history(records: Iterable[Json]) -> list[RenderableType]:
    table = _table("When", "Who", "What", "State", "Before → after")
    for each in records:
        when = datetime.fromisoformat(each["at"]).astimezone(VIETNAM)
        state = each["state"] + (f" ({each['error']})" if each["error"] else "")
        table.add_row(
            f"{when:%Y-%m-%d %H:%M:%S}",
            each["actor"],
            each["action"],
            state,
            f"{_facts(each['before'])} → {_facts(each['after'])}",
        )
    return [Text("\nHistory", style="bold"), table] if table.row_count else []


def _facts(facts: Json) -> str:
    return ", ".join(f"{name}: {value}" for name, value in facts.items()) or "–"


def _because(reason: Json) -> str:
    post = reason["post"]
    instead = f", which took over {reason['instead_of']}" if reason["instead_of"] else ""
    return f"{post['title']} in {post['unit']}" + (" (acting)" if post["acting"] else "") + instead


def _rule(rule: Json) -> str:
    basis = f" ({rule['basis']})" if rule["basis"] else ""
    return f"{rule['origin']}{basis}"


def _units(found: Iterable[Json]) -> Table:
    table = _table("Code", "Kind", "Name", "From", "To")
    for each in found:
        table.add_row(
            each["code"], each["kind"], each["name"]["vi"], each["from"], each["to"] or "–"
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
