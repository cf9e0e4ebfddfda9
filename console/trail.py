"""The audit trail in words: what each kind of event is called on the screen."""

from console.language import _, mark
from console.step import Event

KINDS: dict[str, str] = {
    "conference.founded": mark("the folder was made"),
    "attendance.marked": mark("presence of a delegate"),
    "attendance.all_present": mark("all marked present"),
    "attendance.substituted": mark("a substitute"),
    "attendance.named": mark("name of a representative"),
    "attendance.guest_added": mark("a guest"),
    "attendance.guest_marked": mark("presence of a guest"),
    "attendance.guest_removed": mark("a guest removed"),
    "attendance.electorate_set": mark("who votes"),
    "attendance.opened": mark("the conference was opened"),
    "agenda.went_on": mark("next item"),
    "agenda.went_to": mark("an item taken out of turn"),
    "agenda.skipped": mark("an item skipped"),
    "agenda.edited": mark("an item changed"),
    "agenda.added": mark("an item added"),
    "agenda.removed": mark("an item removed"),
    "agenda.moved": mark("an item moved"),
    "agenda.noted": mark("a note"),
    "agenda.speaker_added": mark("a speaker in the queue"),
    "agenda.speaker_removed": mark("a speaker off the queue"),
    "agenda.floor_given": mark("the floor given"),
    "agenda.hands_counted": mark("a show of hands"),
    "reports.scored": mark("scores"),
    "reports.bonus_set": mark("bonus and penalty"),
    "reports.targets_set": mark("targets"),
    "reports.commendations_set": mark("commendations"),
    "reports.text_set": mark("highlights and shortcomings"),
    "reports.received": mark("a report received"),
    "directions.added": mark("a direction added"),
    "directions.edited": mark("a direction changed"),
    "directions.dropped": mark("a direction dropped"),
    "directions.moved": mark("a direction moved"),
    "directions.proposed": mark("a proposal"),
    "directions.accepted": mark("a proposal accepted"),
    "directions.declined": mark("a proposal declined"),
    "directions.adopted": mark("the directions put to the vote"),
    "ballot.list_made": mark("the list for the ballot"),
    "ballot.nominee_set": mark("state of a nominee"),
    "ballot.nominated": mark("a nominee added"),
    "ballot.tellers_elected": mark("election of the tellers"),
    "ballot.sealed": mark("the boxes sealed by the tellers"),
    "ballot.seal_ended": mark("what became of the keys of the boxes"),
    "ballot.quick_mode": mark("ballots without the tellers' phrases"),
    "ballot.opened": mark("a ballot opened"),
    "ballot.closed": mark("a ballot closed"),
    "ballot.counted": mark("a ballot counted"),
    "ballot.recounted": mark("a ballot counted again"),
    "ballot.announced": mark("a result announced"),
    "ballot.voided": mark("a round voided"),
    "ballot.settled": mark("a decision of the room"),
    "ballot.acclaimed": mark("an open vote carried"),
    "ballot.not_acclaimed": mark("an open vote lost"),
    "ballot.withdrew": mark("a withdrawal after the count"),
    "handover.chosen": mark("choice of leader and deputy"),
    "handover.checked": mark("a row of the checklist"),
    "handover.witness_named": mark("the witness"),
    "handover.signed": mark("a confirmation"),
    "handover.chair_switched": mark("the chair handed over"),
    "handover.pact_signed": mark("signatures of the pact"),
    "handover.pact_closed": mark("the pact closed"),
    "record.closed": mark("the conference was closed"),
    "record.corrected": mark("an appended paper"),
    "attendance.delegate_added": mark("a delegate added"),
    "attendance.delegate_removed": mark("a delegate removed"),
}
"""Kind of event -> message id; a test walks through a whole conference and misses none."""


def words(event: Event) -> str:
    """What happened, in the language of the screens."""
    if event.undoes is not None:
        return _("a step taken back")
    return _(KINDS[event.kind]) if event.kind in KINDS else _("a step")
