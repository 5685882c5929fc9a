"""The commands of the command line, one module each. Results go to stdout, all else to stderr."""
