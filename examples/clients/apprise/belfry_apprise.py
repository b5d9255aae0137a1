"""Notifies a user's inbox from Apprise: belfry://42?server=http://localhost:8000

    apprise -P belfry_apprise.py -t 'Backup done' -b '3 min' 'belfry://42'
"""

import json
import os
import urllib.parse
import urllib.request

from apprise.decorators import notify


@notify(on="belfry", name="Belfry")
def inbox(body, title, notify_type, *args, meta, **kwargs):
    server = os.environ.get("BELFRY_URL", "http://localhost:8000")
    notification = {"title": (title or body)[:200], "category": str(notify_type)}
    if title:
        notification["body"] = body[:4000]
    user = urllib.parse.unquote(meta["host"])
    request = {"to": {"user": user}, "notification": notification}
    headers = {"Content-Type": "application/json"}
    if "BELFRY_TOKEN" in os.environ:
        headers["Authorization"] = "Bearer " + os.environ["BELFRY_TOKEN"]
    sent = urllib.request.Request(server + "/v1/notify", json.dumps(request).encode(), headers)
    with urllib.request.urlopen(sent, timeout=30):
        return True
