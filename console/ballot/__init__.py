"""Who passes: the rules of a ballot, pure and exact.

majority    shares, thresholds, quorum, the counts of a round and what they must add up to
prospects   before opening: can it pass at all, what are the chances, how long will it take
forms       the kinds of ballot paper; which ballots are valid, which lines count
tally       ballots into totals; totals keyed by hand; double entry
forecast    what a rule means in this room, in sentences
ground      what the next round stands on, and all that is said before it opens
double_entry  every paper ballot keyed twice and compared
recount     the one recount that a teller may ask for
outcome     totals into elected, tied, nobody, void, and what the room is asked next
disclosure  where totals betray a vote, and which votes they betray
"""
