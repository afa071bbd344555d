"""What the portal counts, as Prometheus reads it.

The library keeps one file a process where the supervisor named a folder for them in
PROMETHEUS_MULTIPROC_DIR; without it, the figures are those of the process that is asked.
"""

import time
from collections.abc import Iterator

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    values,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from portal import queue
from portal.services import health

OWN = CollectorRegistry()
REQUESTS = Counter(
    "esubmit_requests_total",
    "Requests answered",
    ["method", "endpoint", "status"],
    registry=OWN,
)
SECONDS = Histogram(
    "esubmit_request_seconds", "Time to answer a request", ["endpoint"], registry=OWN
)


RUNNING = Gauge(
    "esubmit_requests_running",
    "Requests that are being answered",
    registry=OWN,
    multiprocess_mode="livesum",
)


def count_requests(app: Flask) -> None:
    """Count each request by its endpoint and status."""

    @app.before_request
    def begin() -> None:
        RUNNING.inc()
        g.running = True

    @app.teardown_request
    def end(_error: BaseException | None) -> None:
        if g.pop("running", False):
            RUNNING.dec()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        REQUESTS.labels(request.method, endpoint, str(response.status_code)).inc()
        if "begun" in g:
            SECONDS.labels(endpoint).observe(time.perf_counter() - g.begun)
        return response


class Waiting(Collector):
    """What stands in the database and in the queues, asked at each scrape."""

    def collect(self) -> Iterator[Metric]:
        """Yield submissions by state, the oldest that waits, and the queues' depths."""
        states = GaugeMetricFamily("esubmit_submissions", "Submissions by state", labels=["state"])
        for state, count in health.submissions_by_state().items():
            states.add_metric([state], count)
        yield states
        yield GaugeMetricFamily(
            "esubmit_oldest_waiting_seconds",
            "How long the oldest submission has waited for a worker",
            value=health.oldest_waiting_s(),
        )
        depths = GaugeMetricFamily("esubmit_queue_depth", "Ids in a queue", labels=["queue"])
        for name, depth in queue.depth().items():
            if depth is not None:
                depths.add_metric([name], depth)
        yield depths


def exposition() -> tuple[bytes, str]:
    """Return all figures as Prometheus's text, and its content type."""
    scraped = CollectorRegistry()
    if values.ValueClass._multiprocess:
        MultiProcessCollector(scraped)
    else:
        scraped.register(OWN)
    scraped.register(Waiting())
    return generate_latest(scraped), CONTENT_TYPE_LATEST
