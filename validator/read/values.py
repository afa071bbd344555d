"""What calamine says when it cannot read a file, as a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

from python_calamine import CalamineError

from validator.read.sheet import Refused


@contextmanager
def by_calamine() -> Iterator[None]:
    """Read by calamine within this.

    Raises:
        Refused: it cannot, so the file is damaged.
    """
    try:
        yield
    except CalamineError as error:
        raise Refused("damaged", why="values", detail=str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        # A panic of the Rust library is no Exception, and says only that the file is bad.
        raise Refused("damaged", why="values") from error
