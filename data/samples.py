"""The samples that ship with the program, as conferences ready to be founded."""

import tomllib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from console.conference import Commendation, Conference, Guest, Meeting, Report, Role, Target, Unit
from console.errors import BadInput
from console.founding import found
from console.language import _
from console.text import nfc
from data.rules_file import rules_from

SAMPLES = Path(__file__).parent / "samples"


def sample_names() -> tuple[str, ...]:
    """Names of the samples."""
    return tuple(sorted(path.parent.name for path in SAMPLES.glob("*/conference.toml")))


def load_sample(name: str) -> Conference:
    """A sample by name.

    Raises:
        BadInput: there is no such sample; the sentence lists them.
    """
    if name not in sample_names():
        raise BadInput(
            _("There is no sample {name}. Samples: {known}.").format(
                name=name, known=", ".join(sample_names())
            )
        )
    path = SAMPLES / name / "conference.toml"
    document: dict[str, Any] = tomllib.loads(nfc(path.read_text("utf-8")), parse_float=Decimal)
    rules = rules_from(document["rules"], str(path))
    units = tuple(
        Unit(
            id=number,
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            role=Role(row.get("role", "member")),
            named=row.get("named", True),
        )
        for number, row in enumerate(document["units"], start=1)
    )
    meeting = document["meeting"]
    conference = found(
        Meeting(
            id=1,
            title=meeting["title"],
            held_on=date.fromisoformat(str(meeting["held_on"])),
            begins=meeting["begins"],
            place=meeting["place"],
            secretary=meeting.get("secretary", ""),
            secretary_position=meeting.get("secretary_position", ""),
            sample=meeting.get("sample", False),
            source=meeting.get("source", ""),
            summary=meeting.get("summary", "").strip(),
        ),
        rules,
        units,
        [(row.get("representative", ""), row.get("position", "")) for row in document["units"]],
        [Guest(id=n, **row) for n, row in enumerate(document.get("guests", ()), start=1)],
        [
            _report(number, row["report"])
            for number, row in enumerate(document["units"], start=1)
            if "report" in row
        ],
        document.get("directions", ()),
    )
    handover = document.get("handover", {})
    return conference.change(
        handover=replace(
            conference.handover,
            witness_name=handover.get("witness_name", ""),
            witness_position=handover.get("witness_position", ""),
        )
    )


def _report(unit: int, row: dict[str, Any]) -> Report:
    return Report(
        id=unit,
        received=True,
        targets=tuple(msgspec.convert(t, Target) for t in row.get("targets", ())),
        commendations=tuple(msgspec.convert(c, Commendation) for c in row.get("commendations", ())),
        highlights=row.get("highlights", ""),
        shortcomings=row.get("shortcomings", ""),
        self_score=_points(row.get("self_score")),
        cross_score=_points(row.get("cross_score")),
        agreed_score=_points(row.get("agreed_score")),
        section_1=_points(row.get("section_1")),
        bonus=_points(row.get("bonus")) or Decimal(0),
        bonus_reason=row.get("bonus_reason", ""),
        penalty=_points(row.get("penalty")) or Decimal(0),
        penalty_reason=row.get("penalty_reason", ""),
    )


def _points(value: Decimal | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
