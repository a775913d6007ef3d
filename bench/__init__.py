"""What must be fast, measured: always against a limit in the same run, on the same server, with the same data."""
