"""The pages, one module a noun. A view translates; it decides nothing."""

from flask import Blueprint

from portal.views import (
    accounts,
    administration,
    audit,
    desk,
    forms,
    health,
    help,
    links,
    obligations,
    own,
    people,
    performance,
    referral_files,
    referrals,
    reviews,
    revisions,
    submissions,
    tokens,
)

PAGES: tuple[Blueprint, ...] = (
    accounts.pages,
    audit.pages,
    administration.pages,
    desk.pages,
    forms.pages,
    health.pages,
    help.pages,
    links.pages,
    obligations.pages,
    own.pages,
    people.pages,
    performance.pages,
    referral_files.pages,
    referrals.pages,
    reviews.pages,
    revisions.pages,
    submissions.pages,
    tokens.pages,
)
