"""Users and their sessions. Put yours in their place: a table of users, a store of sessions."""

import collections
import hashlib
import hmac
import secrets

User = collections.namedtuple("User", "id name salt password")


def _hash(password, salt):
    return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)


def _demo_user(user, name):
    salt = secrets.token_bytes(16)
    return User(user, name, salt, _hash("demo", salt))


# For a try only: the password of both is "demo".
USERS = {user.id: user for user in (
    _demo_user("ada", "Ada Lovelace"), _demo_user("grace", "Grace Hopper"))}
_NOBODY = _demo_user("", "")
_sessions = {}


def sign_in(name, password):
    """The new session of this user; None where the name or the password is wrong."""
    user = USERS.get(name, _NOBODY)
    right = hmac.compare_digest(_hash(password, user.salt), user.password)
    if not right or user is _NOBODY:
        return None
    session = secrets.token_urlsafe(32)
    _sessions[session] = user
    return session


def user_of_session(session):
    return _sessions.get(session)


def sign_out(session):
    _sessions.pop(session, None)
