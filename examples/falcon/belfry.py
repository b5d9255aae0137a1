"""What the application has to do with Belfry: it publishes, notifies, and signs tokens."""

import base64
import hmac
import json
import logging
import os
import time
import urllib.request

URL = os.environ["BELFRY_URL"]
KEY = os.environ["BELFRY_KEY"]
SECRET = os.environ["BELFRY_SECRET"].encode()
TOKEN_SECONDS = 600


def publish(channel, data):
    """To everyone who has the page open."""
    return _post(f"/notifications/{channel}", data)


def notify(users, key, **notification):
    """Into the inboxes of users; the key makes it safe to send the same again."""
    return _post("/v1/notify", {"to": {"users": users}, "key": key, "notification": notification})


def token(user):
    """Says who the user is, and what may be heard; the inbox is always the user's own."""
    now = int(time.time())
    claims = {"sub": user, "iat": now, "exp": now + TOKEN_SECONDS,
              "belfry": {"subscribe": ["comments"], "publish": []}}
    signed = _base64({"alg": "HS256", "typ": "JWT"}) + b"." + _base64(claims)
    return (signed + b"." + _base64(hmac.digest(SECRET, signed, "sha256"))).decode()


def _base64(value):
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _post(path, body):
    """What users see does not depend on Belfry: while it is away, only its part is missing."""
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {
        "Authorization": "Bearer " + KEY, "Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return json.load(answer)
    except (OSError, ValueError) as failure:
        logging.warning("Belfry did not take what was sent to %s: %s", path, failure)
        return None
