"""The shop's backend: takes order 42 from step to step, and tells whoever watches it."""

import json
import os
import time
import urllib.request

SERVER = os.environ.get("BELFRY_URL", "http://localhost:8000")


def tell(order, state):
    """Publishes a state. The key makes it safe to call again after a failure."""
    request = urllib.request.Request(
        f"{SERVER}/notifications/orders:{order}",
        json.dumps({"state": state}).encode(),
        {"Content-Type": "application/json", "Idempotency-Key": f"{order}-{state}"},
    )
    if "BELFRY_TOKEN" in os.environ:
        request.add_header("Authorization", "Bearer " + os.environ["BELFRY_TOKEN"])
    urllib.request.urlopen(request, timeout=30).close()


for state in ["paid", "packed", "shipped"]:
    tell(42, state)
    print(state, flush=True)
    time.sleep(1)
