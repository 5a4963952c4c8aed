"""`python -m kith.site` is the `kith` command, for a child that must use the same Python."""

from kith.site.cli import main

main()
