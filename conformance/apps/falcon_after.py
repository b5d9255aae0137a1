# What the guide's Falcon program lacks: the sessions, and a port.
import collections
import wsgiref.simple_server

User = collections.namedtuple("User", "id")


def user_of_session(session):
    return User("42") if session == "ann" else None


class Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *args):
        pass


with wsgiref.simple_server.make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
    print("port", server.server_port, flush=True)
    server.serve_forever()
