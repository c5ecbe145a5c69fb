"""`python -m coachbook`: the same as the command."""

from coachbook.cli import main

main()
