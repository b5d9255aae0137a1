// What the guide's Express program lacks: the sessions, and a port.
function userOfSession(cookie) {
  return cookie?.split("; ").includes("session=ann") ? { id: "42" } : undefined;
}

const listening = app.listen(0, "127.0.0.1", () => console.log(`port ${listening.address().port}`));
