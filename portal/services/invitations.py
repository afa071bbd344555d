"""Who is invited, as what, and to whose work; and posts that go to somebody else."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, true, update

from portal.access.people import chosen, overseen
from portal.access.rights import OVERSEEN, ROLES, Reach
from portal.database import session
from portal.models import Account, ApiToken, Membership, Organisation, Role, Unit
from portal.models.accounts import BRANCH_ROLES, DEPARTMENT_ROLES, NGO_ROLES, UNIT_ROLES
from portal.models.base import now
from portal.services import accounts, audit, links, mails
from portal.services.people import NoSuchPerson, demand_other, demand_whole, standing_of
from schemas.dictionary import code_lists


class NameTaken(Exception):
    """The sign-in name is an account's with another address."""


class WrongPlace(Exception):
    """The role does not fit the place or branch, or they are not the inviter's to give."""


class LastPlace(Exception):
    """An account keeps one place at least: one that has no work any more is suspended."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom to invite, as what, and to whose work: a place such as "unit:ID", a branch's code."""

    name: str
    email: str
    post_en: str
    post_zh: str
    role: Role
    place: str
    branch: str = ""


def roles_to_give(viewer: Account) -> list[Role]:
    """Return the roles that the viewer may invite into, in the order of Role."""
    return [role for role in Role if any(_gives(m, role, m.branch) for m in _keeping(viewer))]


def branches_to_give(viewer: Account) -> list[str]:
    """Return the codes of the branches that the viewer may give work for; "" is no single one."""
    held = {m.branch or "" for m in _keeping(viewer) if ROLES[m.role].reach is Reach.ALL}
    return ["", *code_lists()["branches"]] if "" in held else sorted(held)


def gives_for_all(viewer: Account) -> bool:
    """Say whether the viewer may invite into the department's own roles."""
    return bool(set(roles_to_give(viewer)) & set(DEPARTMENT_ROLES))


def places_to_give(viewer: Account) -> tuple[list[Organisation], list[Unit]]:
    """Return the organisations and units that the viewer may give work for, by code."""
    held = [m for m in chosen(viewer) if "people.keep" in ROLES[m.role].rights]
    own = {m.organisation_id for m in held if m.organisation_id}
    everywhere = any(ROLES[m.role].reach is Reach.ALL for m in held)
    # No organisation is of a branch.
    whole = any(ROLES[m.role].reach is Reach.ALL and not m.branch for m in held)
    mine = true() if whole else Organisation.id.in_(own)
    # The department's own units are given by it; those of others by themselves.
    theirs = Organisation.kind == "swd" if everywhere else Organisation.id.in_(own)
    organisations = select(Organisation).where(mine).order_by(Organisation.code)
    units = select(Unit).join(Unit.organisation).where(theirs).order_by(Unit.code)
    return list(session.scalars(organisations)), list(session.scalars(units))


def invite(invitation: Invitation, *, by: Account) -> Account:
    """Make an account and mail its link; one that is there already is given the work besides.

    Raises:
        WrongPlace: the role does not fit place or branch, or is not the inviter's to give.
        NameTaken: the name is an account's, and the address is not.
    """
    role, place, branch = invitation.role, invitation.place, invitation.branch
    _demand_place(role, place, branch, by)
    known = accounts.by_name(invitation.name)
    if known is not None:
        if (known.email or "").lower() != invitation.email.lower():
            raise NameTaken(invitation.name)
        return add_place(known, role, place, branch=branch, by=by)
    account = Account(
        name=invitation.name,
        email=invitation.email,
        post_en=invitation.post_en,
        post_zh=invitation.post_zh,
        language=by.language,  # a guess, and only for the first mail: the holder switches
        memberships=[_membership(role, place, branch)],
    )
    session.add(account)
    session.flush()
    links.send(account, "invite", by=by)
    audit.record("account.invite", "account", account.id, by, role=role, branch=branch)
    session.commit()
    return account


def invite_administrator(name: str, email: str) -> None:
    """Invite a system administrator from the machine: the first one has nobody else to do it.

    Raises:
        NameTaken: there is an account of this name.
    """
    if accounts.by_name(name) is not None:
        raise NameTaken(name)
    words = {"post_en": "System administrator", "post_zh": "系統管理員"}
    account = Account(
        name=name, email=email, memberships=[Membership(role=Role.SYSTEM_ADMIN)], **words
    )
    session.add(account)
    session.flush()
    links.send(account, "invite", by=None)
    audit.record("account.invite", "account", account.id, None, role=Role.SYSTEM_ADMIN, by="shell")
    session.commit()


def invite_again(account: Account, *, by: Account) -> None:
    """Mail a new link to somebody who was invited; the earlier ones open nothing any more."""
    demand_whole(account, by)
    if standing_of(account) == "invited":
        links.withdraw(account)
        links.send(account, "invite", by=by)
        audit.record("account.invite", "account", account.id, by, again=True)
        session.commit()


def add_place(
    account: Account, role: Role, place: str, *, branch: str = "", by: Account
) -> Account:
    """Give an account work for one place more.

    Raises:
        NotYourself: it is the giver's own account.
        WrongPlace: the role does not fit place or branch, or is not the giver's to give.
    """
    demand_other(account, by)
    _demand_place(role, place, branch, by)
    if (role, place, branch) not in {
        (m.role, m.place, m.branch or "") for m in account.memberships
    }:
        account.memberships.append(_membership(role, place, branch))
        detail = {"role": role, "place": place, "branch": branch}
        audit.record("account.add_place", "account", account.id, by, **detail)
        if account.password_hash:
            mails.write("added", account)
        session.commit()
    return account


def remove_place(account: Account, membership_id: UUID, *, by: Account) -> None:
    """Take work for a place away from an account.

    Raises:
        NoSuchPerson: it is not the taker's to take away.
        NotYourself: it is the taker's own account.
        LastPlace: it is the account's only one.
    """
    demand_other(account, by)
    found = session.scalars(
        select(Membership)
        .where(Membership.id == membership_id, Membership.account_id == account.id)
        .where(overseen(by, "people.keep"))
    ).one_or_none()
    if found is None:
        raise NoSuchPerson(membership_id)
    if len(account.memberships) == 1:
        raise LastPlace
    account.memberships.remove(found)
    detail = {"role": found.role, "place": found.place, "branch": found.branch or ""}
    audit.record("account.remove_place", "account", account.id, by, **detail)
    session.commit()


def hand_over(account: Account, email: str) -> None:
    """Give a post to whoever reads mail at an address; the caller commits and says who did it."""
    account.email, account.password_hash = email, None
    open_ones = (ApiToken.account_id == account.id) & ApiToken.revoked_at.is_(None)
    session.execute(update(ApiToken).where(open_ones).values(revoked_at=now()))
    links.withdraw(account)
    links.send(account, "invite", by=None)


def _keeping(viewer: Account) -> list[Membership]:
    return [m for m in viewer.memberships if "people.keep" in ROLES[m.role].rights]


def _gives(holder: Membership, role: Role, branch: str | None) -> bool:
    """Say whether a membership lets its holder give a role in a branch."""
    if role not in OVERSEEN[holder.role] or (branch and role not in BRANCH_ROLES):
        return False
    return not holder.branch or branch == holder.branch


def _demand_place(role: Role, place: str, branch: str, by: Account) -> None:
    """Hold a role to a place and branch of its kind, and all to what somebody may give."""
    organisations, units = places_to_give(by)
    if role in UNIT_ROLES:
        mine = {f"unit:{unit.id}" for unit in units}
    elif role in NGO_ROLES:
        mine = {f"organisation:{one.id}" for one in organisations}
    else:
        mine = {"department"}
    known = not branch or branch in code_lists()["branches"]
    given = known and any(_gives(m, role, branch) for m in _keeping(by))
    if not given or place not in mine:
        raise WrongPlace(place)


def _membership(role: Role, place: str, branch: str) -> Membership:
    kind, _, number = place.partition(":")
    scope = {"unit": "unit_id", "organisation": "organisation_id"}.get(kind)
    return Membership(role=role, branch=branch or None, **({scope: UUID(number)} if scope else {}))
