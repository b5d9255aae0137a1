package dev.belfry.conformance.cluster;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.ResponseHead;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A client over HTTP, a connection for each request.
record SimpleClient(int port) {
  private static final JsonMapper JSON = new JsonMapper();

  /// A message as history tells it.
  record Kept(String position, String id, String data) {}

  boolean ready() throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.get("/health/ready");
      return connection.readHead().status() == 200;
    }
  }

  /// The answer, which has to be that it is kept.
  JsonNode publish(String channel, String data, String... headers) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.post("/notifications/" + channel, data, headers);
      return body(connection);
    }
  }

  /// Publishes so many messages with one data, each by its number.
  void publishMany(String channel, String data, int count) throws IOException {
    List<String> messages = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      messages.add("{\"channel\":\"" + channel + "\",\"data\":\"" + i + " " + data + "\"}");
    }
    try (RawConnection connection = RawConnection.open(port)) {
      connection.post(
          "/v1/publish",
          "{\"messages\":[" + String.join(",", messages) + "]}",
          "Content-Type: application/json");
      for (JsonNode result : body(connection).get("results")) {
        if (!result.has("position")) {
          throw new IOException("not published: " + result);
        }
      }
    }
  }

  /// Posts a document and returns the answer to it.
  JsonNode post(String path, String document) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.post(path, document, "Content-Type: application/json");
      return body(connection);
    }
  }

  /// What is at a path.
  JsonNode get(String path) throws IOException {
    try (RawConnection connection = RawConnection.open(port)) {
      connection.get(path);
      return body(connection);
    }
  }

  private static JsonNode body(RawConnection connection) throws IOException {
    ResponseHead head = connection.readHead();
    String body = connection.readBody(head);
    if (head.status() / 100 != 2) {
      throw new IOException(head.status() + " " + body);
    }
    return JSON.readTree(body);
  }

  /// The data of what comes after a position, so many messages.
  ///
  /// @throws IOException also where a gap is told
  List<String> listenFrom(String channel, String position, int count) throws IOException {
    List<String> heard = new ArrayList<>();
    try (RawConnection connection = RawConnection.open(port);
        EventStream stream = EventStream.open(connection, "/notifications/" + channel, position)) {
      while (heard.size() < count) {
        EventStream.Event event = stream.nextData();
        if (event.type().equals("gap")) {
          throw new IOException("a gap after " + position + ": " + event);
        }
        heard.add(event.data().orElseThrow());
      }
    }
    return heard;
  }

  /// All that is kept of a channel.
  List<Kept> history(String channel) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (RawConnection connection = RawConnection.open(port)) {
      JsonNode page = page(connection, channel, "limit=1");
      String newest = page.get("position").asString();
      String after = newest.substring(0, newest.indexOf('-')) + "-0";
      do {
        page = page(connection, channel, "limit=1000&after=" + after);
        for (JsonNode message : page.get("messages")) {
          kept.add(
              new Kept(
                  message.get("position").asString(),
                  message.get("id").asString(),
                  message.get("data").asString()));
        }
        after = page.get("position").asString();
      } while (page.get("more").asBoolean());
    }
    return kept;
  }

  private static JsonNode page(RawConnection connection, String channel, String query)
      throws IOException {
    connection.get("/notifications/" + channel + "?" + query);
    return body(connection);
  }
}
