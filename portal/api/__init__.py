"""The API, one module a noun: translates as the views do, in JSON, for bearer tokens."""

from flask import Blueprint

from portal.api import submissions

APIS: tuple[Blueprint, ...] = (submissions.api,)
