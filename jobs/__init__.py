"""One module a job, `run(id)`; the worker that runs them; the sweep that queues what waits."""
