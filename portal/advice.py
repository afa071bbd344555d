"""The standing parts and what would be better, in words."""

from flask_babel import lazy_gettext as _

PARTS = {
    "database": _("Database"),
    "queue": _("Queue"),
    "files": _("Files"),
    "scanner": _("Malware scan"),
    "mail": _("Mail"),
}
KINDS = {
    "embedded": _("Embedded, on this machine"),
    "production": _("Production, named in the settings"),
    "none": _("None"),
}
ADVICE = {
    "database_embedded": _(
        "The database is on this machine alone. For production, name a PostgreSQL in"
        " ESUBMIT_DATABASE_URL and ESUBMIT_DATABASE_OWNER_URL."
    ),
    "database_older": _(
        "The database is not of the version that this program expects: run esubmit migrate."
    ),
    "database_too_much": _(
        "The portal works as a role that may do too much: name the role esubmit_app in"
        " ESUBMIT_DATABASE_URL."
    ),
    "queue_down": _(
        "Uploads are taken and wait. Start the queue server; nothing needs sending again."
    ),
    "queue_embedded": _(
        "The queue is on this machine alone: for more machines, set ESUBMIT_REDIS_URL."
    ),
    "queue_unserved": _("A queue has no worker, so its work waits: start esubmit's workers."),
    "files_folder": _(
        "Files lie in a folder of this machine: back it up with esubmit backup, or set"
        " ESUBMIT_FILES to s3://bucket/prefix."
    ),
    "files_down": _("The file store does not answer: nothing can be sent until it does."),
    "files_no_bucket": _("There is no such bucket: make it, or mend ESUBMIT_FILES."),
    "files_no_versions": _(
        "The bucket keeps no versions, so what is deleted by mistake is gone: switch its versioning"
        " on."
    ),
    "files_refused": _(
        "The file store does not let us in: look at ESUBMIT_S3_KEY_ID, ESUBMIT_S3_SECRET and the"
        " rights of that key."
    ),
    "scanner_down": _("Files wait, unopened. Start clamd; nothing needs sending again."),
    "scanner_none": _("Files are not scanned for malware: set ESUBMIT_CLAMD."),
    "mail_down": _(
        "The mail server does not let us in just now. Mails wait, and are sent when it does."
    ),
    "mail_failed": _("Mails could not be delivered: see the outbox."),
    "mail_files": _("Mails are written into a folder and sent to nobody: set ESUBMIT_SMTP_URL."),
}
JOBS = {
    "validate_submission": _("Check of a file"),
    "load_submission": _("Load into the figures"),
    "take_referrals": _("Rows of a file of referrals"),
}
