"""The commands of the command line, one module for each group; everything heavy is imported when a command runs."""
