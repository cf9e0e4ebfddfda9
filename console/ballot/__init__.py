"""Who passes: the rules of a ballot, pure and exact.

majority    shares, thresholds, quorum, the counts of a round and what they must add up to
prospects   before opening: can it pass at all, what are the chances, how long will it take
forms       the kinds of ballot paper; which ballots are valid, which lines count
tally       ballots into totals; totals keyed by hand; double entry
outcome     totals into elected, tied, nobody, void, and what the room is asked next
disclosure  where totals betray a vote, and which votes they betray
"""
