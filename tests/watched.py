"""The house with every place of it that can be looked into: logs, queue, files, mails, tables."""

from pathlib import Path

from tests.canary import seen_in
from tests.conftest import connected
from tests.kills import processes


class Watched:
    """The house in processes of their own, and every place where something could stay."""

    def __init__(self, folder, cluster, store, redis):
        self.folder, self.cluster, self.store, self.redis = folder, cluster, store, redis
        self.temporary, self.log = folder / "tmp", folder / "said.log"
        self.temporary.mkdir()
        self.log.touch()
        self.port = processes.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.running = []
        # What other tests put into the queue is to leave its file, too.
        redis.bgrewriteaof()
        processes.until(lambda: not redis.info("persistence")["aof_rewrite_in_progress"], "a file")

    def start(self, *words, **more):
        with self.log.open("ab") as said:
            self.running.append(processes.started(*words, said=said, **more))
        return self.running[-1]

    def open(self):
        words = ("gunicorn", "--no-control-socket", "--worker-class", "gthread")
        words += ("--bind", f"127.0.0.1:{self.port}")
        self.start(*words, "portal.app:create_app()")
        processes.until(lambda: processes.answers(f"{self.address}/healthz"), "the portal")

    def close(self):
        for process in self.running:
            processes.ended(process)

    def places(self):
        """Yield the name and the bytes of every place."""
        yield "log", self.log.read_bytes()
        for key in self.redis.scan_iter("*", count=1000):
            yield f"queue {key!r}", key + (self.redis.dump(key) or b"") + self._plainly(key)
        yield from self._files("queue's file", self.redis.config_get("dir")["dir"])
        yield from self._files("file store", self.store.root)
        yield from self._files("temporary", self.temporary)
        yield from self._files("mails", self.folder / "home")
        yield from self._tables()

    def _plainly(self, key):
        read = {
            b"hash": lambda: [part for pair in self.redis.hgetall(key).items() for part in pair],
            b"string": lambda: [self.redis.get(key)],
            b"list": lambda: self.redis.lrange(key, 0, -1),
            b"set": lambda: self.redis.smembers(key),
            b"zset": lambda: self.redis.zrange(key, 0, -1),
            b"stream": lambda: [v for _, entry in self.redis.xrange(key) for v in entry.values()],
        }
        kind = self.redis.type(key)  # "none" where it has gone meanwhile
        return b"\0".join(read[kind]()) if kind in read else b""

    def _files(self, name, folder):
        for path in Path(folder).rglob("*"):
            yield f"{name} {path}", str(path).encode()
            if path.is_file():
                yield f"{name} {path}", path.read_bytes()

    def _tables(self):
        with connected(self.cluster, "postgres") as connection:
            tables = connection.execute(
                "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            ).fetchall()
            for (table,) in tables:
                for form in ("text", "binary"):
                    with connection.cursor().copy(
                        f'COPY "{table}" TO STDOUT (FORMAT {form})'
                    ) as out:
                        yield f"table {table}", b"".join(bytes(part) for part in out)

    def seen(self):
        """Return where the person is seen, and how."""
        found = {name: seen_in(content) for name, content in self.places()}
        return {name: how for name, how in found.items() if how}
