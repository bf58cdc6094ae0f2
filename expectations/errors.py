"""The errors a user can meet, each with the exit code the command line returns for it."""


class SmarketingError(Exception):
    """Something a user can act on: what happened, that nothing was lost, and what to do.

    Attributes:
        exit_code: what the process returns; 1 is kept for bugs.
    """

    exit_code = 1


class BadInputError(SmarketingError):
    """An extract, a sources file or an agreement cannot be used as it is."""

    exit_code = 4


class HeldError(SmarketingError):
    """A check that both teams signed failed, so nothing was published."""

    exit_code = 3


class BusyError(SmarketingError):
    """Another run is going on in the same home folder."""

    exit_code = 75
