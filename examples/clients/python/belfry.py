"""Publish, listen, notify and read an inbox with nothing but Python's own library.

    python3 belfry.py publish orders:42 '{"state": "paid"}'
    python3 belfry.py listen orders:42
    python3 belfry.py notify 42 'Your order has shipped'
    python3 belfry.py inbox 42
"""

import http.client
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid

SERVER = os.environ.get("BELFRY_URL", "http://localhost:8000")
TOKEN = os.environ.get("BELFRY_TOKEN")
SILENCE_SECONDS_MAX = 60  # the server says something every 25 s


def ask(path, body=None, headers=()):
    url = SERVER + urllib.parse.quote(path, safe="/:@=")
    request = urllib.request.Request(url, body and json.dumps(body).encode(), dict(headers))
    if TOKEN:
        request.add_header("Authorization", "Bearer " + TOKEN)
    if body:
        request.add_header("Content-Type", "application/json")
    return urllib.request.urlopen(request, timeout=SILENCE_SECONDS_MAX)


def publish(channel, data):
    """Returns the position. With the same key it is safe to send again."""
    key = {"Idempotency-Key": str(uuid.uuid4())}
    with ask("/notifications/" + channel, data, key) as answer:
        return json.load(answer)["position"]


def listen(channel, position=None):
    """Yields each message once. After a cut it goes on behind the last one."""
    retry = 3
    while True:
        headers = {"Accept": "text/event-stream"}
        if position:
            headers["Last-Event-ID"] = position
        try:
            with ask("/notifications/" + channel, headers=headers) as stream:
                event = {}
                for line in stream:
                    name, _, value = line.decode().rstrip("\n").partition(": ")
                    if name == "data" and "data" in event:
                        event["data"] += "\n" + value
                    elif name:
                        event[name] = value
                    else:  # an empty line: the event is complete
                        position = event.get("id", position)
                        retry = int(event.get("retry", retry * 1000)) / 1000
                        if event.get("event") == "gap":
                            print("missed for good:", event["data"], file=sys.stderr)
                        elif "data" in event:
                            yield event["data"]
                        event = {}
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 502, 503):
                raise  # such as 401 or 403: to ask again would not help
        except (OSError, http.client.HTTPException):
            pass  # cut
        time.sleep(retry)


def notify(user, title):
    request = {"to": {"user": user}, "notification": {"title": title}, "key": str(uuid.uuid4())}
    with ask("/v1/notify", request) as answer:
        return json.load(answer)["id"]


def inbox(user):
    with ask("/v1/users/" + user + "/inbox") as answer:
        return json.load(answer)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["publish", channel, data]:
            print(publish(channel, json.loads(data)))
        case ["listen", channel]:
            for message in listen(channel):
                print(message, flush=True)
        case ["notify", user, title]:
            print(notify(user, title))
        case ["inbox", user]:
            page = inbox(user)
            print(page["counts"]["unread"], "unread")
            for item in page["items"]:
                print("-" if item["read"] else "*", item["title"])
        case _:
            sys.exit(__doc__)
