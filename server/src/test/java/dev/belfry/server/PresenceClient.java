package dev.belfry.server;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client of the framed protocol that is subscribed to a channel with presence, and keeps what it
/// is told of who is there.
public final class PresenceClient implements AutoCloseable {
  private final FramedClient client;
  private final Set<String> present = new ConcurrentSkipListSet<>();
  private final List<String> told = new CopyOnWriteArrayList<>();

  /// Connects as a user and subscribes; what it is told comes on a thread of its own.
  public PresenceClient(int port, String user, String channel) throws IOException {
    client = new FramedClient(port);
    client.send(
        "{\"id\":1,\"connect\":{\"user\":\"" + user + "\"}}",
        "{\"id\":2,\"subscribe\":{\"channel\":\"" + channel + "\",\"presence\":true}}");
    Thread.ofVirtual().start(this::read);
  }

  private void read() {
    try {
      while (true) {
        readLine();
      }
    } catch (IOException | RuntimeException | AssertionError closed) {
      present.clear();
    }
  }

  private void readLine() throws IOException {
    try {
      JsonNode line = client.readJson();
      if (line.has("presence")) {
        take(line.get("presence"));
      }
    } catch (SocketTimeoutException nothingForLong) {
      // there is nothing to tell
    }
  }

  private void take(JsonNode change) {
    if (change.has("members")) {
      present.clear();
      change.get("members").forEach(member -> present.add(userOf(member)));
    } else if (change.has("joined")) {
      String user = userOf(change.get("joined"));
      present.add(user);
      told.add("+" + user);
    } else if (change.has("left")) {
      String user = userOf(change.get("left"));
      present.remove(user);
      told.add("-" + user);
    }
  }

  private static String userOf(JsonNode member) {
    return member.get("user").asString();
  }

  /// Who is present, as far as it was told.
  public Set<String> present() {
    return Set.copyOf(present);
  }

  /// All joins and leaves that it was told, such as `+ada` and `-ada`.
  public List<String> told() {
    return List.copyOf(told);
  }

  /// The members of a reply to `GET /v1/presence/...`, with their connections: `ada 2`.
  public static List<String> members(String json) {
    return JsonMapper.shared()
        .readTree(json)
        .path("members")
        .valueStream()
        .map(member -> userOf(member) + " " + member.get("connections").asInt())
        .sorted()
        .toList();
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
