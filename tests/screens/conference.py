"""A real desk in a temporary folder for the tests of the stages' screens.

    with workplace(tmp_path) as place:
        app = ConsoleApp(place)
        async with app.run_test(size=(80, 24)) as pilot: ...

The clock stands until a test moves it, chance is seeded, and nothing but the folder is written.
"""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from console import attendance
from console.ballot import tellers, voting
from console.ballot.forms import Ballot
from console.ballot.polling import Polling
from console.ballot.round import Nominee, Round
from console.ballot.sealing import Sealing
from console.conference import (
    Conference,
    Delegate,
    Direction,
    Guest,
    Item,
    Meeting,
    Report,
    Role,
    Stage,
    Unit,
)
from console.rules import BlocRule, Rules
from data import folder as folders
from data import signing
from data.ballot_sheets import print_ballots
from data.box_tellers import TRIAL
from data.export import export
from data.qr import matrix
from data.record_codes import encode
from data.record_file import RECORD
from data.slip_sheets import SlipPrinter
from data.teller_cards import print_cards
from screens.console_app import ConsoleApp
from screens.workplace import Exported, Progress, Workplace
from tests.console.desk import quick

VIETNAM = timezone(timedelta(hours=7))
MORNING = datetime(2023, 1, 9, 9, 45, tzinfo=VIETNAM)

NAMES = (
    ("Công an tỉnh Mẫu", "Công an"),
    ("Bộ Chỉ huy Quân sự tỉnh Mẫu", "Quân sự"),
    ("Tòa án nhân dân tỉnh Mẫu", "Tòa án"),
    ("Viện kiểm sát nhân dân tỉnh Mẫu", "Viện kiểm sát"),
    ("Thanh tra tỉnh Mẫu", "Thanh tra"),
    ("Sở Tư pháp tỉnh Mẫu", "Sở Tư pháp"),
    ("Cục Thi hành án dân sự tỉnh Mẫu", "Cục THADS"),
    ("Sở Nội vụ tỉnh Mẫu", "Sở Nội vụ"),
    ("Ban Nội chính Tỉnh ủy Mẫu", "Ban Nội chính"),
)
PEOPLE = (
    "Lò Văn An",
    "Trần Thị Bình",
    "Quàng Văn Chung",
    "Nguyễn Thị Dung",
    "Đặng Văn Đức",
    "Lường Thị Giang",
    "Phạm Văn Hải",
    "Vũ Thị Khánh",
    "Hoàng Văn Lâm",
)
SCORES = ("98.5", "97", "97", "96.25", "95.5", "95", "94.5", "93", "92.75")

ITEMS = (
    ("Điểm danh đại biểu", 10, Stage.ATTENDANCE),
    ("Chào cờ, tuyên bố lý do, giới thiệu đại biểu", 10, Stage.AGENDA),
    ("Báo cáo tổng kết công tác thi đua, khen thưởng", 30, Stage.REPORTS),
    ("Phương hướng, nhiệm vụ năm 2023", 20, Stage.DIRECTIONS),
    ("Bình xét, suy tôn đơn vị đề nghị khen thưởng", 45, Stage.BALLOT),
    ("Bàn giao nhiệm vụ Trưởng khối", 15, Stage.HANDOVER),
    ("Thông qua biên bản, bế mạc Hội nghị", 10, Stage.RECORD),
)


class StandingClock:
    """A clock that a test moves by hand."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def go(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)


def small_conference(rules: Rules | None = None) -> Conference:
    """Nine invented units, everyone expected, every report scored, the whole list as nominees."""
    rules = quick(rules or Rules(bloc=BlocRule(name="Khối thi đua Nội chính", province="Mẫu", town="Mẫu")))
    units = tuple(
        Unit(
            id=n,
            code=f"DV{n:02d}",
            name=name,
            short_name=short,
            role=Role.LEADER if n == 1 else Role.DEPUTY if n == 2 else Role.MEMBER,
        )
        for n, (name, short) in enumerate(NAMES, start=1)
    )
    delegates = tuple(
        Delegate(id=n, unit=n, name=name, position="Thủ trưởng đơn vị")
        for n, name in enumerate(PEOPLE, start=1)
    )
    reports = tuple(
        Report(
            id=n,
            received=True,
            self_score=Decimal(score),
            cross_score=Decimal(score),
            agreed_score=Decimal(score),
            section_1=Decimal(score) - 30,
        )
        for n, score in enumerate(SCORES, start=1)
    )
    nominees: list[Nominee] = []
    for award in rules.awards:
        nominees += [
            Nominee(len(nominees) + n, award.code, unit.id, unit.name, rank=n)
            for n, unit in enumerate(units, start=1)
        ]
    return Conference(
        meeting=Meeting(
            id=1,
            title="Hội nghị tổng kết Khối thi đua Nội chính năm 2022",
            held_on=date(2023, 1, 9),
            place="Hội trường tỉnh Mẫu",
            secretary="Bùi Thị Thư",
            sample=True,
        ),
        rules=rules,
        units=units,
        delegates=delegates,
        guests=(
            Guest(1, "Đinh Văn Khách", "Chuyên viên", "Ban Thi đua - Khen thưởng tỉnh Mẫu", present=True),
        ),
        agenda=tuple(
            Item(id=n, rank=n, title=title, minutes=minutes, performer="Trưởng khối", stage=stage)
            for n, (title, minutes, stage) in enumerate(ITEMS, start=1)
        ),
        reports=reports,
        directions=(Direction(1, 1, "Phát động phong trào thi đua ngay từ đầu năm 2023"),),
        nominees=tuple(nominees),
    )


def sample_conference(name: str = "tinh-mau") -> Conference:
    """The sample that ships with the program."""
    from data.samples import load_sample

    return load_sample(name)


@contextmanager
def workplace(
    folder: Path, conference: Conference | None = None, *, in_session: bool = True
) -> Iterator[Workplace]:
    """A workplace over a fresh folder inside `folder`.

    Args:
        conference: default `small_conference()`.
        in_session: everyone is marked present and the conference opened.
    """
    clock = StandingClock()
    path = folder / "hoi-nghi"
    folders.found(path, conference or small_conference(), clock)
    with folders.opened(path, clock, random.Random(7), cost=TRIAL) as opened:

        def write(progress: Progress, phrase: str | None) -> Exported:
            return export(
                opened.desk.conference,
                opened.desk.events(),
                opened.key(phrase),
                path / folders.RECORD,
                opened.disk,
                progress,
            )

        slips = SlipPrinter(lambda: opened.desk.conference, path, opened.disk)
        place = Workplace(
            desk=opened.desk,
            open_polling=lambda: Polling(opened.desk, opened.boxes, slips),
            folder=path,
            recovered=opened.recovered,
            export=write,
            qr=matrix,
            open_sealing=lambda: Sealing(opened.desk, opened.boxes.vault),
            print_cards=lambda: print_cards(opened.desk.conference, path, opened.disk),
            print_ballots=lambda award: print_ballots(opened.desk.conference, award, path, opened.disk),
            record_codes=lambda version: encode(opened.disk.read(path / folders.RECORD / RECORD), version),
            key_protected=lambda: opened.protected,
            protect_key=lambda old, new: signing.protect(opened.disk, path, old, new, TRIAL),
        )
        if in_session:
            hold_session(place)
        yield place


def clock_of(place: Workplace) -> StandingClock:
    """The clock of a workplace, to be moved."""
    clock = place.desk._clock
    assert isinstance(clock, StandingClock)
    return clock


def hold_session(place: Workplace) -> None:
    """Everyone is here and the chair opens."""
    place.desk.do(attendance.mark_all_present, place.now())
    place.desk.do(attendance.open_conference, place.now())


def elect_tellers(place: Workplace) -> None:
    """The last three units send the tellers."""
    here = attendance.attendance(place.conference).present
    people = tuple(
        tellers.Candidate(d.name or f"Đại biểu {d.id}", d.unit, d.position)
        for d in place.conference.delegates[-3:]
    )
    place.desk.do(tellers.elect, people, here, 0, 0, here, place.now())


def cast_all(place: Workplace, ballots: Sequence[str]) -> None:
    """The first delegates of the open round's roll cast these ballots, one each."""
    row = place.polling.current()
    for delegate, cells in zip(row.voters, ballots, strict=False):
        place.polling.cast(place.polling.call(delegate), Ballot(cells))


def current_round(place: Workplace) -> Round:
    """The round under way."""
    row = voting.running(place.conference)
    assert row is not None
    return row


def console_app(place: Workplace, stage: Stage = Stage.AGENDA) -> ConsoleApp:
    """The console, opened on a stage instead of the agenda."""
    return ConsoleApp(place, stage)
