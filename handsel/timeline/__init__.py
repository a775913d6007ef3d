"""What happened, to whom, by whom, when and why: one append-only table that mail, jobs and reports read."""
