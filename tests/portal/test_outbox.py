"""Mails leave by a real mail server, or into files; each is sent once and none is forgotten."""

from datetime import timedelta
from email.header import decode_header, make_header
from urllib.parse import quote

import pytest

import config
from jobs.sweep import sweep
from portal.database import session
from portal.models import Account, Mail, Role
from portal.models.base import now
from portal.services import mails, outbox
from tests import factories
from tests.kills.processes import free_port
from tests.portal.post import NAME, PASSWORD, Box, RudeBox, certificate, knows, served

pytestmark = pytest.mark.database
LINK = "https://portal.example/links/opens-an-account"


@pytest.fixture
def by_post(db, settle):
    """Return a function that starts a mail server for a box, and names it in the settings."""
    running = []

    def start(box, url="smtp://127.0.0.1:{port}", **how):
        controller, port = served(box, **how)
        running.append(controller)
        settle(SMTP_URL=url.format(port=port))
        return box

    yield start
    for controller in running:
        controller.stop()


def write(to="worker@unit.example", kind="invite", language="en"):
    mails.write(kind, Account(name="unit101.user", email=to, language=language), link=LINK)
    session.commit()


def stands():
    """Return the only mail's standing, attempts and last failure."""
    mail = session.query(Mail).one()
    return outbox.standing_of(mail), mail.attempts, mail.last_failure


def make_due():
    session.query(Mail).one().next_try_at = now()
    session.commit()


def test_a_mail_leaves_once_in_both_languages_and_its_link_is_kept_no_longer(by_post):
    box = by_post(Box())
    write()

    assert (outbox.send_due(), outbox.send_due()) == (1, 0)

    (mail,) = box.mails
    body = mail.get_payload(decode=True).decode()
    assert "an account was made for you".lower() in body.lower() and "已為你開設帳戶" in body
    assert "密碼" not in mail["Subject"] and LINK in body
    assert "福利服務統計表帳戶" in str(make_header(decode_header(mail["Subject"])))
    assert (mail["X-RcptTo"], mail["Auto-Submitted"]) == ("worker@unit.example", "auto-generated")
    assert session.query(Mail).one().body == ""


@pytest.mark.parametrize("kind", mails.KINDS)
@pytest.mark.parametrize(("language", "other"), [("en", "zh-Hant"), ("zh-Hant", "en")])
def test_each_receivers_own_language_comes_first(by_post, kind, language, other):
    box = by_post(Box())
    write(kind=kind, language=language)

    outbox.send_due()

    (mail,) = box.mails
    first, second = (mails.KINDS[kind][code] for code in (language, other))
    assert str(make_header(decode_header(mail["Subject"]))) == f"{first.subject} {second.subject}"
    body = mail.get_payload(decode=True).decode().replace("\r\n", "\n").strip()
    said = [words.body.format(name="unit101.user", link=LINK) for words in (first, second)]
    assert body == "\n\n".join(said)


def test_an_account_without_address_gets_no_mail(db):
    write(to=None)

    assert db.query(Mail).all() == []


def test_the_sweep_sends_what_waits(by_post, queue_server, store):
    box = by_post(Box())
    write()

    assert sweep()["mails"] == 1
    assert len(box.mails) == 1


def test_a_server_that_wants_name_and_password_gets_them(by_post):
    url = f"smtp://{NAME}:{quote(PASSWORD, safe='')}@127.0.0.1:{{port}}"
    how = {"authenticator": knows, "auth_required": True, "auth_require_tls": False}
    box = by_post(Box(), url, **how)
    write()

    assert outbox.send_due() == 1
    assert box.secure == [(False, True)]


def test_a_wrong_password_is_tried_again_later_and_said_without_words_of_the_server(by_post):
    how = {"authenticator": knows, "auth_required": True, "auth_require_tls": False}
    by_post(Box(), f"smtp://{NAME}:wrong@127.0.0.1:{{port}}", **how)
    write()

    assert outbox.send_due() == 0
    assert stands() == ("waiting", 1, "SMTPAuthenticationError 535")


def test_starttls_is_demanded_and_the_certificate_looked_at(by_post, settle, tmp_path):
    file, context = certificate(tmp_path)
    url = f"smtp+starttls://{NAME}:{quote(PASSWORD, safe='')}@localhost:{{port}}"
    how = {"tls_context": context, "require_starttls": True, "authenticator": knows}
    box = by_post(Box(), url, **how)
    write()
    assert outbox.send_due() == 0
    assert stands() == ("waiting", 1, "SSLCertVerificationError")

    settle(SMTP_CA_FILE=file)
    make_due()

    assert outbox.send_due() == 1
    assert box.secure == [(True, True)]


def test_a_server_without_starttls_gets_no_mail_where_it_is_demanded(by_post):
    box = by_post(Box(), "smtp+starttls://127.0.0.1:{port}")
    write()

    assert outbox.send_due() == 0
    assert stands()[:2] == ("waiting", 1) and box.mails == []


def test_a_server_that_is_down_is_asked_again_with_growing_pauses(db, settle):
    settle(SMTP_URL=f"smtp://127.0.0.1:{free_port()}")
    write()
    write("another@unit.example")
    pauses = []

    for _ in range(7):
        assert outbox.send_due() == 0
        tried = max(session.query(Mail), key=lambda mail: mail.attempts)
        pauses.append(round((tried.next_try_at - now()) / timedelta(minutes=1)))
        tried.next_try_at = now() - timedelta(days=1)
        session.commit()

    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    assert tried.last_failure == "ConnectionRefusedError"
    assert sum(mail.attempts for mail in session.query(Mail)) == 7, "one try a round"


def test_after_a_night_of_trying_a_mail_is_given_up_until_somebody_says_again(by_post):
    box = by_post(Box())
    box.to_data = "451 later"
    write()
    for _ in range(outbox.MOST_ATTEMPTS):
        outbox.send_due()
        if stands()[0] == "waiting":
            make_due()
    assert stands() == ("failed", outbox.MOST_ATTEMPTS, "SMTPDataError 451")
    assert outbox.send_due() == 0

    box.to_data = ""
    administrator = factories.make_account(Role.SYSTEM_ADMIN)
    outbox.retry(session.query(Mail).one().id, by=administrator)

    assert outbox.send_due() == 1
    assert stands()[0] == "sent"


@pytest.mark.parametrize(
    ("answer", "standing"), [("550 no such mailbox", "failed"), ("450 busy", "waiting")]
)
def test_an_address_that_nobody_has_fails_at_once_and_a_busy_one_does_not(
    by_post, answer, standing
):
    by_post(Box()).to_recipient = answer
    write()

    assert outbox.send_due() == 0
    assert stands()[0] == standing
    assert answer[:3] in stands()[2]


def test_a_mail_that_was_taken_is_not_sent_again_however_the_server_says_goodbye(by_post):
    box = by_post(RudeBox())
    write()

    assert (outbox.send_due(), outbox.send_due()) == (1, 0)
    assert len(box.mails) == 1


def test_a_mail_whose_sender_died_is_sent_later_with_the_same_id(by_post):
    box = by_post(Box())
    write()
    outbox._take()  # and then the process is gone
    assert outbox.send_due() == 0

    make_due()
    outbox.send_due()
    mail = session.query(Mail).one()

    assert [one["Message-ID"] for one in box.mails] == [f"<{mail.id}@esubmit.invalid>"]


def test_without_a_server_mails_are_files_that_only_we_may_read(db, settle, tmp_path):
    settle(HOME=tmp_path)
    write()

    assert outbox.send_due() == 1

    mail = session.query(Mail).one()
    (file,) = (tmp_path / "mails").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    subject, text = outbox.text_of(mail.id)
    assert (subject, LINK in text) == (mail.subject, True)


@pytest.mark.parametrize("more", [{"MODE": "production"}, {"SMTP_URL": "smtp://mail.example"}])
def test_outside_of_sample_mode_nobody_reads_a_mail_here(db, settle, tmp_path, more):
    settle(HOME=tmp_path)
    write()
    outbox.send_due()
    mail = session.query(Mail).one()

    settle(**more)

    with pytest.raises(outbox.NoSuchMail):
        outbox.text_of(mail.id)
    assert not outbox.listed()[0].readable


def test_the_address_of_a_mail_server_is_held_to_the_known_ways(settle):
    settle(SMTP_URL="mail.example:25")

    with pytest.raises(ValueError, match="begins with one of smtp://"):
        config.settings()
