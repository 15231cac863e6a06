// Replaced by the first subcommand.
