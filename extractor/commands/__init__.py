"""The commands: each translates its arguments and calls the modules that do the work.

Nothing heavy is imported before a command needs it, so that `extractor --help` answers at once.
"""
