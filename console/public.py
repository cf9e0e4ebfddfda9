"""What the room may see now, and nothing else: the specification of `public.json`.

The projector reads only this view, so a leak would have to be written here. Totals appear in it only
for announced rounds; while a ballot is open it holds counts of ballots and who is called, never more.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from console import agenda, attendance
from console.ballot.round import Round, RoundState
from console.conference import Conference, Stage

if TYPE_CHECKING:
    from console.ballot.box import Turnout

VERSION = 1


def view(
    conference: Conference, stage: Stage, turnout: "Turnout | None", called: str, now: datetime
) -> Mapping[str, object]:
    """The public view as JSON values.

    Args:
        stage: the screen the chair stands on; it decides which one thing is shown.
        turnout: counts of the open box, None while no laptop ballot is open.
        called: the unit called to the laptop now, public while called.
    """
    here = agenda.place(conference)
    room = attendance.attendance(conference)
    unit, person = agenda.chair(conference)
    speaker = agenda.floor(conference)
    shown: dict[str, object] = {
        "version": VERSION,
        "title": conference.meeting.title,
        "place": conference.meeting.place,
        "date": conference.meeting.held_on.isoformat(),
        "sample": conference.meeting.sample,
        "rehearsal": conference.meeting.rehearsal,
        "closed": conference.meeting.closed is not None,
        "stage": stage.value,
        "now": here.current.title if here.current else "",
        "since": here.current.started.isoformat() if here.current and here.current.started else "",
        "next": here.next.title if here.next else "",
        "chair": {"unit": unit.name if unit else "", "name": person.name if person else ""},
        "attendance": {
            "members": room.members,
            "present": room.present,
            "written": room.written,
            "enough": room.enough,
        },
        "speaker": None,
        "round": None,
        "handover": None,
    }
    if speaker is not None and speaker.started is not None:
        shown["speaker"] = {
            "name": speaker.name,
            "seconds": speaker.seconds,
            "started": speaker.started.isoformat(),
        }
    shown["round"] = _round(conference, turnout, called)
    handover = conference.handover
    if handover.leader is not None:
        shown["handover"] = {
            "leader": conference.unit(handover.leader).name,
            "deputy": conference.unit(handover.deputy).name if handover.deputy else "",
            "signed": len(handover.signatures),
            "switched": handover.chair_switched is not None,
        }
    return shown


def _shown(conference: Conference) -> Round | None:
    """The round under way, or the one announced last; one that waits in a walk is not shown."""
    if not conference.rounds:
        return None
    from console.ballot import voting  # the machinery of a ballot, once there is one

    announced = [r for r in conference.rounds if r.state == RoundState.ANNOUNCED and r.announced is not None]
    last = max(announced, key=lambda r: (r.announced or r.opened, r.id), default=None)
    return voting.running(conference) or last


def _round(conference: Conference, turnout: "Turnout | None", called: str) -> Mapping[str, object] | None:
    last = _shown(conference)
    if last is None:
        return None
    from console.ballot import walk  # the machinery of a ballot, once there is one

    rows = walk.of(conference, last) if last.state == RoundState.VOTING else (last,)
    shown: dict[str, object] = {
        "award": "; ".join(conference.award(row.award).name for row in rows),
        "number": last.number,
        "method": last.method.value,
        "state": last.state.value,
    }
    if last.state == RoundState.VOTING:
        shown["entitled"] = len(last.voters)
        shown["called"] = called
        shown["voted"] = turnout.voted if turnout is not None else None
    elif last.state in (RoundState.CLOSED, RoundState.COUNTED):
        shown["issued"], shown["collected"] = last.issued, last.collected
    elif last.state == RoundState.ANNOUNCED:
        shown |= {
            "issued": last.issued,
            "collected": last.collected,
            "valid": last.valid,
            "invalid": last.invalid,
            "written": last.written,
            "outcome": last.outcome,
            "base": conference.award(last.award).base.value,
            "struck": [conference.nominee(n).name for n in last.struck],
            "struck_for": ", ".join(a.noun or a.name for a in walk.struck_for(conference, last)),
            "lines": [
                {
                    "name": conference.nominee(line.nominee).name,
                    "votes": line.votes,
                    "share": line.share,
                    "percent": line.percent,
                    "passes": line.passes,
                    "proposed": line.nominee in (last.proposed if last.settled else last.elected),
                }
                for line in last.lines
            ],
        }
    return shown
