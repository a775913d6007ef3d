"""The face for the shell: the `handsel` command."""
