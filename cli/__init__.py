"""The command line. What refuses an option, or a file that one names, raises `typer.BadParameter`."""
