"""The API, one module a noun: translates as the views do, in JSON, for bearer tokens."""

from flask import Blueprint

from portal.api import document, forms, obligations, receipts, referrals, submissions

APIS: tuple[Blueprint, ...] = (
    document.api,
    forms.api,
    obligations.api,
    receipts.api,
    referrals.api,
    submissions.api,
)
