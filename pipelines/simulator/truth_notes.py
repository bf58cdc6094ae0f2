"""What the extracts do not hold of an event's time: the words of the truth's column `note`."""

DAY_ONLY, UNDATED = "only its day in the extract", "without a time in the extract"
UNREADABLE, UNTRACKED = "unreadable in the extract", "without a history in the extract"
