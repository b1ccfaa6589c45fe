"""Dossiers to try the module with: every state, some overdue, some that wait for the applicant.

People and addresses are made up, and the same at each first start; what is done with them is done
by the acts themselves, by those who hold the posts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random
from typing import Final
from uuid import UUID

from egov_kit import Person
from egov_kit.grants import covers
from egov_kit.samples import People
from egov_kit.vietnam import VIETNAM, day_of
from sqlalchemy import select
from sqlalchemy.orm import Session

from egov_apps.onestop.acts import act
from egov_apps.onestop.catalogue import Procedure, catalogue
from egov_apps.onestop.levies import Collect
from egov_apps.onestop.models import ApplicantType, CopyKind, Dossier, Method, ResultWay
from egov_apps.onestop.officer import Officer, officer
from egov_apps.onestop.payments import collect, unpaid
from egov_apps.onestop.people import Applicant, Delegate
from egov_apps.onestop.rules import rules
from egov_apps.onestop.said import Defect, Said
from egov_apps.onestop.service import HandedIn, Intake, receive, register
from egov_apps.onestop.workflow import AT_THE_DESK, TERMINAL, Action, Role, State

COUNT: Final = 170
DAYS: Final = 45
"""Working days back over which they were received."""

_BEGIN: Final = (Action.TRANSFER, Role.COUNTER)
_ASKED: Final = (Action.REQUEST_PAPERS, Role.SPECIALIST)
_SUBMITTED: Final = (_BEGIN, (Action.SUBMIT, Role.SPECIALIST))
_ENDORSED: Final = (*_SUBMITTED, (Action.ENDORSE, Role.HEAD))
_SIGNED: Final = (*_ENDORSED, (Action.SIGN, Role.SIGNER))
_ISSUED: Final = (*_SIGNED, (Action.NUMBER, Role.CLERK), (Action.ISSUE, Role.CLERK))

WAYS: Final[Mapping[State, tuple[tuple[Action, Role], ...]]] = {
    State.REGISTERED: (),
    State.RECEIVED: (),
    State.WITH_SPECIALIST: (_BEGIN,),
    State.AWAITING_PAPERS: (_BEGIN, _ASKED),
    State.AWAITING_PAYMENT: (_BEGIN, (Action.REQUEST_PAYMENT, Role.SPECIALIST)),
    State.WITH_HEAD: _SUBMITTED,
    State.WITH_SIGNER: _ENDORSED,
    State.WITH_CLERK: _SIGNED,
    State.FINISHED: _ISSUED,
    State.RETURNED: (*_ISSUED, (Action.RETURN, Role.RETURN)),
    State.NOT_RECEIVED: ((Action.REFUSE, Role.COUNTER),),
    State.WITHDRAWN: ((Action.WITHDRAW, Role.COUNTER),),
    State.STOPPED: (*_SUBMITTED, (Action.STOP, Role.HEAD)),
    State.VOID: ((Action.VOID, Role.CONTROLLER),),
}
"""How a dossier gets to a state once it was recorded."""

_DONE: Final = (*TERMINAL, State.FINISHED)
_FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ")
_MIDDLES: Final = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Quốc", "Thu", "Hữu", "Đức", "Kim")
_GIVEN: Final = ("An", "Bình", "Đào", "Dũng", "Hạnh", "Khánh", "Lan", "Nam", "Phúc", "Yến")
_STREETS: Final = ("Bạch Đằng", "Lê Duẩn", "Trần Phú", "Hùng Vương", "Ông Ích Khiêm", "Núi Thành")
_DEFECTS: Final = (
    Defect(text="Tờ khai chưa ghi ngày cấp căn cước"),
    Defect(text="Bản sao chưa được chứng thực"),
)


_NOTES: Final = {
    Action.REFUSE: "Không thuộc thẩm quyền giải quyết của cơ quan",
    Action.WITHDRAW: "Người nộp đề nghị rút hồ sơ",
    Action.STOP: "Người nộp không bổ sung hồ sơ đúng thời hạn",
    Action.VOID: "Nhập trùng",
    Action.REQUEST_PAYMENT: "Nộp phí thẩm định",
}
"""What an act is given as its reason."""


@dataclass(frozen=True, kw_only=True)
class _Crew:
    """A unit that receives, who does each part of the work, and where the work is done."""

    officers: Mapping[Role, Officer]
    at_unit: str


def fill(session: Session, people: People, *, now: datetime) -> None:
    """Put them in, if there is no dossier yet and somebody for each part of the work."""
    if session.scalar(select(Dossier.id).limit(1)) or not (crews := _crews(people())):
        return
    chance = Random(2015)  # noqa: S311 - the same samples at each first start
    possible = [(state, crew) for crew in crews for state in WAYS if _within(crew, state)]
    plans = list(islice(cycle(possible), COUNT))
    # Most of the old ones are done, but not all.
    plans.sort(key=lambda plan: (plan[0] not in _DONE) + 1.4 * chance.random())
    for (state, crew), at in zip(plans, _receptions(chance, now), strict=True):
        _Life(session=session, crew=crew, chance=chance, now=now).lead(state, at)


def _crews(people: Sequence[Person]) -> list[_Crew]:
    """Those of each unit that receives and has somebody to work on what it receives."""
    officers = [officer(person, post) for person in people for post in person.posts]
    units = sorted({o.post.unit for o in officers if _has(o, Role.COUNTER, o.post.unit)})
    found = [crew for unit in units if (crew := _crew(officers, unit)) is not None]
    # Where the whole way can be gone there is the most to see.
    return [crew for crew in found for _ in range(5 if crew.officers.keys() >= set(Role) else 1)]


def _crew(officers: Sequence[Officer], unit: str) -> _Crew | None:
    """In the division with the most of the roles, for what is not done at the counter."""
    inside = sorted({o.post.unit for o in officers if covers(unit, o.post.unit)})
    crews = [_Crew(officers=_by_role(officers, unit, at), at_unit=at) for at in inside]
    able = [each for each in crews if Role.SPECIALIST in each.officers]
    return max(able, key=lambda each: len(each.officers), default=None)


def _by_role(officers: Sequence[Officer], unit: str, at_unit: str) -> Mapping[Role, Officer]:
    places = {role: unit if role in AT_THE_DESK else at_unit for role in Role}
    able = {role: [o for o in officers if _has(o, role, at)] for role, at in places.items()}
    return {role: found[0] for role, found in able.items() if found}


def _has(one: Officer, role: Role, unit: str) -> bool:
    return any(each.role == role and covers(each.unit, unit) for each in one.grants)


def _within(crew: _Crew, state: State) -> bool:
    return all(role in crew.officers for _action, role in WAYS[state])


def _receptions(chance: Random, now: datetime) -> Iterator[datetime]:
    """When each is received, the oldest first: spread over `DAYS` working days before today."""
    calendar = rules().clock(day_of(now)).calendar
    days: list[date] = []
    day = day_of(now)
    while len(days) < DAYS:
        day -= timedelta(days=1)
        if calendar.is_working(day):
            days.append(day)
    for number in range(COUNT):
        opened = datetime.combine(days[-1 - number * DAYS // COUNT], time(7, 30), VIETNAM)
        yield opened + timedelta(minutes=chance.randint(0, 230))


_PAID_BEFORE: Final = {
    Action.TRANSFER: Collect.RECEPTION,
    Action.RESUME: Collect.SUPPLEMENT,
    Action.RETURN: Collect.RESULT,
}


@dataclass(frozen=True, kw_only=True)
class _Life:
    """One dossier from the counter to where it is to be found."""

    session: Session
    crew: _Crew
    chance: Random
    now: datetime

    def lead(self, state: State, received: datetime) -> None:
        """Receive a dossier and do what brings it to ``state``."""
        procedure = self.chance.choice(catalogue().list_in_force(day_of(received)))
        intake, counter = _intake(self.chance, procedure), self.crew.officers[Role.COUNTER]
        record = register if state is State.REGISTERED else receive
        dossier = record(self.session, intake, counter, now=received, choose=self.chance.choice)
        at = received
        for action, role in WAYS[state]:
            at = min(self._later(at), self._last(dossier, action))
            self._collect(dossier, action, at)
            said = self._said(dossier, action)
            act(self.session, dossier.id, action, said, self.crew.officers[role], now=at)

    def _last(self, dossier: Dossier, action: Action) -> datetime:
        """When ``action`` is done at the latest; what is overdue is not forwarded."""
        unhurried = (Action.NUMBER, Action.ISSUE, Action.RETURN)
        return self.now if action in unhurried else min(dossier.due_at or self.now, self.now)

    def _collect(self, dossier: Dossier, action: Action, at: datetime) -> None:
        """Have paid what must be before ``action``, one page or copy of each."""
        owed = unpaid(dossier, _PAID_BEFORE[action]) if action in _PAID_BEFORE else ()
        if owed:
            counter = self.crew.officers[Role.COUNTER]
            once = {each.position: 1 for each in owed}
            collect(self.session, dossier, once, Method.CASH, counter, now=at)

    def _later(self, at: datetime) -> datetime:
        """Some working hours later."""
        calendar = rules().clock(day_of(at)).calendar
        return calendar.add(at, timedelta(hours=self.chance.randint(1, 10)))

    def _said(self, dossier: Dossier, action: Action) -> Said:
        said = Said(version=dossier.version, note=_NOTES.get(action, ""))
        match action:
            case Action.TRANSFER:
                return replace(said, unit=self.crew.at_unit)
            case Action.REQUEST_PAPERS:
                return replace(said, defects=_DEFECTS)
            case Action.REFUSE | Action.STOP:
                return replace(said, legal_basis="Nghị định số 118/2025/NĐ-CP")
            case Action.NUMBER:
                return replace(said, number=f"{self.chance.randint(1, 900)}/GP")
            case Action.RETURN:
                return replace(said, recipient=dossier.applicant_name)
            case _:
                return said


def _intake(chance: Random, procedure: Procedure) -> Intake:
    handed_in = procedure.parts[: chance.randint(1, len(procedure.parts))]
    return Intake(
        submission_id=UUID(int=chance.getrandbits(128), version=4),
        procedure=procedure,
        applicant=Applicant(
            type=ApplicantType.CITIZEN,
            name=" ".join(map(chance.choice, (_FAMILIES, _MIDDLES, _GIVEN))),
            number=f"0480{chance.randint(70, 99)}{chance.randint(0, 999_999):06}",
            address=f"{chance.randint(1, 400)} {chance.choice(_STREETS)}, Đà Nẵng",
            phone=f"0905{chance.randint(0, 999_999):06}",
            email="",
        ),
        delegate=Delegate(name="", number=""),
        parts=tuple(HandedIn(part=each, copies=1, kind=CopyKind.COPY) for each in handed_in),
        sets=1,
        result_way=chance.choice((ResultWay.COUNTER, ResultWay.POST)),
    )
