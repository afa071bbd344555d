"""Mails: written with what they tell of, in one transaction; the outbox sends them afterwards.

Each is in both languages. What is personal beyond the address stays out of them.
"""

from dataclasses import dataclass

from portal.database import session
from portal.models.people import Mail


@dataclass(frozen=True, slots=True)
class Words:
    """A kind of mail in both languages; `{...}` are its slots."""

    subject: str
    english: str
    chinese: str


KINDS = {
    "invite": Words(
        "Your account for welfare returns 福利服務統計表帳戶",
        "An account was made for you: {name}. Set your password here within 7 days:\n{link}",
        "已為你開設帳戶：{name}。請於 7 天內按以下連結設定密碼：\n{link}",
    ),
    "recover": Words(
        "Setting a new password 設定新密碼",
        "Somebody asked for a new password for {name}. If it was you, set it here within 30"
        " minutes:\n{link}\nIf not, nothing needs to be done.",
        "有人要求為 {name} 設定新密碼。如屬你本人，請於 30 分鐘內按以下連結設定：\n{link}\n"
        "如非你本人，無須處理。",
    ),
    "added": Words(
        "More work for your account 帳戶新增工作範圍",
        "Your account {name} may now be used for another unit or organisation. It is listed when"
        " you sign in.",
        "你的帳戶 {name} 現可為另一單位或機構使用，登入後可見。",
    ),
    "changed": Words(
        "A change to your account 帳戶更改通知",
        "Your account {name} was changed: its password or its second factor. If that was not you,"
        " tell your organisation's administrator at once.",
        "你的帳戶 {name} 已更改密碼或雙重認證。如非你本人所為，請即通知機構管理員。",
    ),
}


def write(kind: str, to: str, **slots: str) -> None:
    """Write a mail, in the transaction of what it tells of."""
    words = KINDS[kind]
    body = f"{words.english.format(**slots)}\n\n{words.chinese.format(**slots)}\n"
    session.add(Mail(sent_to=to, subject=words.subject, body=body))
