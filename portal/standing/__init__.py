"""The parts the house stands on: database, queue server, and who starts and watches them."""
