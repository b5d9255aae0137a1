"""Answers Belfry, which asks who the user of a session's cookie is (AUTH=cookie)."""

import hmac
import os
import re
import time

import falcon

from accounts import user_of_session

SECRET = os.environ["BELFRY_SECRET"].encode()


class Auth:
    def on_post(self, req, resp):
        body = req.bounded_stream.read()
        match = re.fullmatch(r"t=(\d+),v1=([0-9a-f]{64})", req.get_header("Belfry-Signature") or "")
        if not match or abs(time.time() - int(match[1])) > 300:
            raise falcon.HTTPForbidden()
        signed = match[1].encode() + b"." + body
        if not hmac.compare_digest(hmac.new(SECRET, signed, "sha256").hexdigest(), match[2]):
            raise falcon.HTTPForbidden()
        user = user_of_session(req.cookies.get("session"))
        if user is None:
            raise falcon.HTTPUnauthorized()
        resp.media = {"user": user.id, "subscribe": ["comments"], "ttl": 60}
