"""A page where users comment. A comment is on all open pages at once, and lights others' bells."""

import collections
import datetime
import html
import os
import pathlib
import socketserver
import string
import urllib.parse
import uuid
import wsgiref.simple_server

import falcon

import accounts
import belfry
from belfry_auth import Auth

HERE = pathlib.Path(__file__).parent
PORT = int(os.environ.get("PORT", "3000"))
FORM_BYTES_MAX = 16_384
COOKIE = os.environ.get("AUTH", "token") == "cookie"
POLICY = "; ".join((
    "default-src 'none'", f"script-src 'self' {belfry.URL}", "style-src 'self'", "img-src 'self'",
    f"connect-src 'self' {belfry.URL} {belfry.URL.replace('http', 'ws', 1)}",
    "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'"))

Comment = collections.namedtuple("Comment", "id name text time")
comments = collections.deque(maxlen=50)


def page(file, raw=None, **values):
    """A template with these values as text; what is in raw is HTML already."""
    template = string.Template((HERE / "templates" / file).read_text("utf-8"))
    escaped = {key: html.escape(value) for key, value in values.items()}
    return template.substitute(escaped, **(raw or {}))


def field(req, name):
    """What a form says; nothing where it says it not at all, or twice."""
    value = req.get_media().get(name)
    return value if isinstance(value, str) else ""


class Guard:
    """Who is there, what each page may load, and no form of another site's page."""

    def process_request(self, req, resp):
        req.context.user = accounts.user_of_session(req.cookies.get("session"))
        if req.method == "POST" and req.path != "/belfry/auth":
            origin = urllib.parse.urlsplit(req.get_header("Origin") or "")
            if origin.netloc != req.netloc:
                raise falcon.HTTPForbidden(title="A form is taken from this site's pages only")
            if (req.content_length or 0) > FORM_BYTES_MAX:
                raise falcon.HTTPPayloadTooLarge()

    def process_response(self, req, resp, resource, succeeded):
        resp.set_header("Content-Security-Policy", POLICY)
        resp.set_header("X-Content-Type-Options", "nosniff")
        if not req.path.startswith("/static/"):
            resp.set_header("Cache-Control", "no-store")


class SignIn:
    def on_get(self, req, resp, error=""):
        resp.content_type = falcon.MEDIA_HTML
        resp.text = page("sign-in.html", error=error)

    def on_post(self, req, resp):
        session = accounts.sign_in(field(req, "user"), field(req, "password"))
        if session is None:
            resp.status = falcon.HTTP_403
            self.on_get(req, resp, "No user has this name and password.")
        else:
            resp.set_cookie("session", session, http_only=True, same_site="Lax", path="/",
                            secure=req.scheme == "https")
            resp.status, resp.location = falcon.HTTP_303, "/"


class SignOut:
    def on_post(self, req, resp):
        accounts.sign_out(req.cookies.get("session"))
        resp.unset_cookie("session", path="/")
        resp.status, resp.location = falcon.HTTP_303, "/sign-in"


class Comments:
    def on_get(self, req, resp):
        user = req.context.user
        if user is None:
            raise falcon.HTTPSeeOther("/sign-in")
        rows = "".join(page("comment.html", **comment._asdict()) for comment in list(comments))
        identity = (f'account="{html.escape(user.id)}" credentials' if COOKIE
                    else 'token-url="/my-token"')
        resp.content_type = falcon.MEDIA_HTML
        resp.text = page("comments.html", {"comments": rows, "identity": identity},
                         belfry=belfry.URL, user=user.id, name=user.name,
                         auth="cookie" if COOKIE else "token")

    def on_post(self, req, resp):
        user = req.context.user
        text = field(req, "text").strip()[:1000]
        if user is None:
            raise falcon.HTTPUnauthorized()
        if text:
            now = datetime.datetime.now(datetime.timezone.utc)
            comment = Comment(str(uuid.uuid4()), user.name, text, now.isoformat())
            comments.appendleft(comment)
            belfry.publish("comments", comment._asdict())
            belfry.notify([other for other in accounts.USERS if other != user.id], comment.id,
                          title=f"{user.name} has commented", body=text, category="comments",
                          url=f"/#comment-{comment.id}", actor={"name": user.name})
        resp.status, resp.location = falcon.HTTP_303, "/"


class MyToken:
    def on_get(self, req, resp):
        if req.context.user is None:
            raise falcon.HTTPUnauthorized()
        resp.content_type = falcon.MEDIA_TEXT
        resp.text = belfry.token(req.context.user.id)


app = falcon.App(middleware=[Guard()])
forms = app.req_options.media_handlers[falcon.MEDIA_URLENCODED]
app.req_options.media_handlers = falcon.media.Handlers({falcon.MEDIA_URLENCODED: forms})
app.req_options.default_media_type = falcon.MEDIA_URLENCODED
app.add_static_route("/static", str(HERE / "static"))
app.add_route("/", Comments())
app.add_route("/comments", Comments())
app.add_route("/sign-in", SignIn())
app.add_route("/sign-out", SignOut())
if COOKIE:
    app.add_route("/belfry/auth", Auth())
else:
    app.add_route("/my-token", MyToken())


class Threads(socketserver.ThreadingMixIn, wsgiref.simple_server.WSGIServer):
    daemon_threads = True


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *args):
        pass


if __name__ == "__main__":
    with wsgiref.simple_server.make_server("127.0.0.1", PORT, app, Threads, Quiet) as server:
        print(f"Open http://localhost:{PORT}", flush=True)
        server.serve_forever()
