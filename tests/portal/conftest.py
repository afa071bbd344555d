"""The portal under test, and somebody who visits it."""

import pytest
from jinja2 import BytecodeCache

from portal.app import create_app
from tests.documented import Documented
from tests.pages import Visitor


class Compiled(BytecodeCache):
    """Templates that are compiled once for all apps of a run."""

    def __init__(self):
        self.kept = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def app(db, queue_server, store):
    """The portal on a clean database, queue and store; its API answers as it is documented."""
    made = create_app(RATELIMIT_ENABLED=False)
    made.jinja_env.bytecode_cache = COMPILED
    documented = Documented(made)
    yield made
    assert documented.faults == []


@pytest.fixture
def visitor(app):
    """Somebody with a browser, not signed in."""
    return Visitor(app)


@pytest.fixture
def enter(app):
    """Return a function that lets an account in, at a browser of its own."""

    def entered(account):
        visitor = Visitor(app)
        visitor.sign_in(account.name)
        return visitor

    return entered
