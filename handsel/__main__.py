"""`python -m handsel` is the `handsel` command."""

from handsel.cli.main import main

main()
