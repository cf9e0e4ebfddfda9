"""The pictures of the README, made by the program itself over the sample tinh-mau.

    .venv/bin/python tools/pictures.py

Each screen is brought to its state through the rules, drawn by Textual as SVG, and turned into a PNG by a
headless Chromium; without one the SVG alone is written.
"""

import asyncio
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import datetime, time, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from console import agenda, attendance, directions, handover, record  # noqa: E402
from console.ballot import nomination, settling, tellers, voting  # noqa: E402
from console.ballot.box import TellerKey  # noqa: E402
from console.ballot.polling import Polling  # noqa: E402
from console.ballot.sealing import Sealing  # noqa: E402
from console.conference import Stage  # noqa: E402
from console.language import install  # noqa: E402
from console.rehearsal import SteppingClock, simulated  # noqa: E402
from data import folder as folders  # noqa: E402
from data import samples  # noqa: E402
from data.export import export  # noqa: E402
from data.locale import catalogue  # noqa: E402
from data.qr import matrix  # noqa: E402
from screens.console_app import ConsoleApp  # noqa: E402
from screens.workplace import Exported, Progress, Workplace  # noqa: E402

OUT = ROOT / "docs" / "pictures"
COLUMNS, ROWS = 120, 36
VIETNAM = timezone(timedelta(hours=7))


def at_agenda(place: Workplace, clock: SteppingClock) -> None:
    """Open, half way through the morning, somebody has the floor."""
    desk = place.desk
    desk.do(attendance.mark_all_present, desk.now())
    desk.do(attendance.open_conference, desk.now())
    for minutes in (24, 6, 3, 4, 6, 5, 19, 0):
        desk.do(agenda.go_on, desk.now())
        clock.pass_minutes(minutes)
    current = agenda.place(desk.conference).current
    assert current is not None
    for delegate in desk.conference.delegates[2:5]:
        desk.do(agenda.add_speaker, current.id, delegate.name, delegate.unit, 420)
    desk.do(agenda.next_speaker, desk.now())


def at_ballot(place: Workplace) -> None:
    """The list is drawn, the tellers are elected, the ballot may open."""
    desk = place.desk
    here = attendance.attendance(desk.conference).present
    desk.do(directions.adopt, here, 0, 0, here, desk.now())
    desk.do(nomination.make_list, desk.conference.rules.awards[0].code)
    people = tuple(tellers.Candidate(d.name, d.unit, d.position) for d in desk.conference.delegates[-3:])
    desk.do(tellers.elect, people, here, 0, 0, here, desk.now())


def sealed(place: Workplace) -> tuple[TellerKey, ...]:
    """The tellers have sealed; what two of them open a box with."""
    ceremony = place.sealing.begin()
    keys = tuple(TellerKey(t.id, ceremony.phrase(t.id)) for t in ceremony.tellers)
    for key in keys:
        ceremony.type_back(key.teller, key.phrase)
    place.sealing.seal(ceremony)
    return keys[:2]


def at_count(place: Workplace, keys: tuple[TellerKey, ...], seed: int) -> None:
    """Nine simulated delegates have voted, the tellers have counted."""
    chance = random.Random(seed)
    row = place.polling.current()
    form = voting.form_of(place.desk.conference, row)
    for delegate in row.voters:
        place.polling.cast(place.polling.call(delegate), simulated(form, chance))
    place.polling.close()
    place.polling.count(keys)


def settle(place: Workplace) -> None:
    """Announced, and the room takes the first option."""
    row = place.polling.announce()
    place.desk.do(settling.take, row.id, settling.options(place.desk.conference, row)[0])


def svg(markup: str) -> str:
    """The drawing without fonts from the network."""
    return re.sub(r"@font-face \{.*?\}\s*", "", markup, flags=re.DOTALL).replace(
        "Fira Code", "DejaVu Sans Mono"
    )


def png(name: str) -> None:
    """The SVG as a PNG, where a Chromium is installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print(f"{name}: no Chromium here, the SVG alone was written")
        return
    source = OUT / f"{name}.svg"
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', source.read_text("utf-8"))
    assert found is not None
    width, height = (int(float(n)) + 1 for n in found.groups())
    page = OUT / f"{name}.html"
    page.write_text(f'<body style="margin:0"><img src="{source.name}" width="{width}"></body>', "utf-8")
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
            f"--screenshot={OUT / f'{name}.png'}",
            f"--window-size={width},{height}",
            page.as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    page.unlink()
    source.unlink()


async def draw(place: Workplace, clock: SteppingClock) -> list[str]:
    """All pictures, in the order of the day."""
    drawn: list[str] = []
    app = ConsoleApp(place)
    async with app.run_test(size=(COLUMNS, ROWS), notifications=True) as pilot:

        async def show(name: str, stage: Stage, *keys: str) -> None:
            app.go_to_stage(Stage.AGENDA if stage != Stage.AGENDA else Stage.REPORTS)
            await pilot.pause()
            app.go_to_stage(stage)
            await pilot.pause()
            for key in keys:
                await pilot.press(key)
                await pilot.pause()
            await app.workers.wait_for_complete()
            await pilot.pause(0.3)
            OUT.mkdir(parents=True, exist_ok=True)
            (OUT / f"{name}.svg").write_text(svg(app.export_screenshot(title="")), "utf-8")
            drawn.append(name)

        at_agenda(place, clock)
        await show("agenda", Stage.AGENDA)
        clock.pass_minutes(65)
        at_ballot(place)
        await show("sealing", Stage.BALLOT, "enter")
        keys = sealed(place)
        await show("ballot", Stage.BALLOT)
        place.polling.open("CO")
        await show("booth", Stage.BALLOT, "enter", "enter", "space", "2")
        await pilot.press("ctrl+x", "b", "enter")
        clock.pass_minutes(12)
        at_count(place, keys, 4)
        await show("count", Stage.BALLOT, "enter")
        clock.pass_minutes(3)
        settle(place)
        at_count_second(place, keys)
        here = attendance.attendance(place.conference).present
        leader = handover.proposed_leader(place.conference)
        assert leader is not None
        place.desk.do(handover.choose, "deputy_steps_up", leader.id, 3, here, 0, 0, here, place.now())
        place.desk.do(handover.check_all)
        for side, name in (
            ("giver", "Nguyễn Văn Mẫu A"),
            ("receiver", "Nguyễn Văn Mẫu B"),
            ("witness", "Lê Văn Mẫu V"),
        ):
            place.desk.do(handover.sign, side, name, "", place.now())  # type: ignore[arg-type]
        place.desk.do(handover.switch_chair, place.now())
        await show("handover", Stage.HANDOVER)
        place.desk.do(handover.sign_pact_all)
        place.desk.do(handover.close_pact, place.now())
        while agenda.place(place.conference).next is not None:
            place.desk.do(agenda.go_on, place.now())
        place.sealing.end()
        place.desk.do(record.close, place.now())
        await show("summary", Stage.RECORD, "enter")
    return drawn


def at_count_second(place: Workplace, keys: tuple[TellerKey, ...]) -> None:
    """The second award, from list to decision."""
    place.desk.do(nomination.make_list, "BK")
    place.polling.open("BK")
    at_count(place, keys, 5)
    settle(place)


def main() -> None:
    """Draw everything anew."""
    install(catalogue("vi"))
    clock = SteppingClock(datetime.combine(datetime(2026, 12, 18).date(), time(7, 28), VIETNAM))  # noqa: DTZ001
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)  # so that no picture shows a path of this machine
        path = Path("tinh-mau")
        folders.found(path, samples.load_sample("tinh-mau"), clock)
        with folders.opened(path, clock, random.Random(11)) as opened:

            def write(progress: Progress, phrase: str | None) -> Exported:
                return export(
                    opened.desk.conference,
                    opened.desk.events(),
                    opened.key(phrase),
                    path / folders.RECORD,
                    opened.disk,
                    progress,
                )

            place = Workplace(
                desk=opened.desk,
                open_polling=lambda: Polling(opened.desk, opened.boxes),
                folder=path,
                recovered=(),
                export=write,
                qr=matrix,
                open_sealing=lambda: Sealing(opened.desk, opened.boxes.vault),
            )
            names = asyncio.run(draw(place, clock))
    for name in names:
        png(name)
    print(f"{len(names)} pictures in {OUT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
