"""Publishes what is new in the table, in its order, and each row once.

The application goes on writing rows, in the transaction of the change that they tell of. So a row
is there exactly if the change is. This program runs beside it, once.
"""

import json
import os
import sqlite3
import time
import urllib.error
import urllib.request

SERVER = os.environ.get("BELFRY_URL", "http://localhost:8000")
DATABASE = os.environ.get("DATABASE", "shop.db")
ROWS_MAX = 500


def prepare(db):
    """Rows from before this program was there have been seen: they are not published."""
    db.execute("CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, topic TEXT, data TEXT)")
    if "published" not in [column[1] for column in db.execute("PRAGMA table_info(event)")]:
        with db:
            db.execute("ALTER TABLE event ADD COLUMN published INTEGER NOT NULL DEFAULT 0")
            db.execute("UPDATE event SET published = 1")


def publish(rows):
    """A row's id is its key: one that is published again, after a crash, appears once."""
    messages = [
        {"channel": topic, "data": json.loads(data), "key": f"event-{number}"}
        for number, topic, data in rows
    ]
    headers = {"Content-Type": "application/json"}
    if "BELFRY_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["BELFRY_TOKEN"]
    body = json.dumps({"messages": messages}).encode()
    request = urllib.request.Request(SERVER + "/v1/publish", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        for result in json.load(answer)["results"]:
            if "error" in result:
                raise OSError(result["error"])


def relay(db):
    """Returns whether there may be more."""
    rows = db.execute(
        "SELECT id, topic, data FROM event WHERE published = 0 ORDER BY id LIMIT ?", (ROWS_MAX,)
    ).fetchall()
    if rows:
        publish(rows)
        with db:
            db.executemany("UPDATE event SET published = 1 WHERE id = ?", [row[:1] for row in rows])
        print("published", len(rows), flush=True)
    return len(rows) == ROWS_MAX


def main():
    db = sqlite3.connect(DATABASE)
    prepare(db)
    while True:
        try:
            if relay(db):
                continue
        except OSError as failure:
            print("tried in vain, and will again:", failure, flush=True)
        time.sleep(0.2)


if __name__ == "__main__":
    main()
