"""What is next: whether the stage behind an agenda item has done what the item asks for."""

from console import agenda, directions, reports
from console.conference import Conference, Item, ItemState, Stage


def carried_out(conference: Conference, item: Item) -> bool:
    """Whether an item's stage has done what this item is there for.

    A stage that stands several times on the agenda is done in parts: of the ballot's items the first elects
    the tellers, the last is done when every award is, those between when the first award is; of the
    handover's items the first chooses the leader, the last signs the pact, those between hand the chair over.
    """
    same = [
        i for i in agenda.running_order(conference) if i.stage == item.stage and i.state != ItemState.SKIPPED
    ]
    place = next((n for n, i in enumerate(same) if i.id == item.id), 0)
    first, last = place == 0, place >= len(same) - 1
    handover = conference.handover
    match item.stage:
        case Stage.ATTENDANCE:
            return conference.meeting.opened is not None
        case Stage.REPORTS:
            scored = len(reports.ranking(conference)) == len(conference.units)
            return scored or not reports.by_points(conference)
        case Stage.DIRECTIONS:
            return directions.adopted(conference)
        case Stage.BALLOT:
            from console.ballot import voting  # the machinery of a ballot, once its item is on

            if last:
                return voting.next_award(conference) is None
            if first:
                return bool(conference.tellers) or bool(conference.rounds)
            awards = conference.rules.awards
            return not awards or voting.finished(conference, awards[0].code)
        case Stage.HANDOVER:
            if last:
                return handover.pact_closed is not None
            return handover.leader is not None if first else handover.chair_switched is not None
        case Stage.RECORD:
            return not last or conference.meeting.closed is not None
        case Stage.AGENDA:
            return True
