"""Mails: written with what they tell of, in one transaction; the outbox sends them afterwards.

Each is in both languages, the receiver's own first. What is personal beyond the address stays out
of them.
"""

from dataclasses import dataclass

from portal.database import session
from portal.models import Account
from portal.models.people import Mail


@dataclass(frozen=True, slots=True)
class Words:
    """What a kind of mail says in one language; `{...}` are its slots."""

    subject: str
    body: str


KINDS = {
    "invite": {
        "en": Words(
            "Your account for welfare returns",
            "An account was made for you: {name}. Set your password here within 7 days:\n{link}",
        ),
        "zh-Hant": Words(
            "福利服務統計表帳戶",
            "已為你開設帳戶：{name}。請於 7 天內按以下連結設定密碼：\n{link}",
        ),
    },
    "recover": {
        "en": Words(
            "Setting a new password",
            "Somebody asked for a new password for {name}. If it was you, set it here within 30"
            " minutes:\n{link}\nIf not, nothing needs to be done.",
        ),
        "zh-Hant": Words(
            "設定新密碼",
            "有人要求為 {name} 設定新密碼。如屬你本人，請於 30 分鐘內按以下連結設定：\n{link}\n"
            "如非你本人，無須處理。",
        ),
    },
    "added": {
        "en": Words(
            "More work for your account",
            "Your account {name} may now be used for another unit or organisation. It is listed"
            " when you sign in.",
        ),
        "zh-Hant": Words(
            "帳戶新增工作範圍",
            "你的帳戶 {name} 現可為另一單位或機構使用，登入後可見。",
        ),
    },
    "changed": {
        "en": Words(
            "A change to your account",
            "Your account {name} was changed: its password or its second factor. If that was not"
            " you, tell your organisation's administrator at once.",
        ),
        "zh-Hant": Words(
            "帳戶更改通知",
            "你的帳戶 {name} 已更改密碼或雙重認證。如非你本人所為，請即通知機構管理員。",
        ),
    },
}


def write(kind: str, to: Account, *, link: str = "") -> None:
    """Write a mail in the transaction of what it tells of, if the account has an address."""
    if not to.email:
        return
    said = [KINDS[kind][code] for code in _languages(to)]
    subject = " ".join(words.subject for words in said)
    body = "\n\n".join(words.body.format(name=to.name, link=link) for words in said)
    session.add(Mail(sent_to=to.email, subject=subject, body=f"{body}\n"))


def _languages(to: Account) -> tuple[str, str]:
    return ("zh-Hant", "en") if to.language == "zh-Hant" else ("en", "zh-Hant")
