"""An order page that asks every five seconds whether there is anything new in a table."""

import json
import os
import pathlib
import sqlite3
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

FOLDER = pathlib.Path(__file__).parent
DATABASE = os.environ.get("DATABASE", "shop.db")
SCHEMA = "CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, topic TEXT, data TEXT)"


class App(BaseHTTPRequestHandler):
    def do_POST(self):
        with sqlite3.connect(DATABASE) as db:
            db.execute(SCHEMA)
            data = json.dumps({"state": "paid"})
            db.execute("INSERT INTO event (topic, data) VALUES (?, ?)", ("orders:7", data))
        self.answer(204, "text/plain", b"")

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path != "/events":
            return self.answer(200, "text/html", (FOLDER / "polling.html").read_bytes())
        asked = parse_qs(url.query)
        with sqlite3.connect(DATABASE) as db:
            db.execute(SCHEMA)
            rows = db.execute(
                "SELECT id, data FROM event WHERE topic = ? AND id > ? ORDER BY id",
                (asked["topic"][0], int(asked["after"][0])),
            ).fetchall()
        events = [{"id": number, "data": json.loads(data)} for number, data in rows]
        self.answer(200, "application/json", json.dumps(events).encode())

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    app = ThreadingHTTPServer(("localhost", int(os.environ.get("PORT", "3000"))), App)
    print(f"http://localhost:{app.server_port}/", flush=True)
    app.serve_forever()
