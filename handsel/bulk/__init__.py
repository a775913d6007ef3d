"""Changes to many accounts at once: what can be done, to whom, and how it is taken back (ACC-8 to ACC-10)."""
