package dev.belfry.examples;

import dev.belfry.server.Belfry;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A chat room with names in place of the broadcast. `/name Ada` gives oneself a name, `/who` asks
/// who is there, anything else is said to all.
///
/// Callbacks of one client come one after another, those of different clients at the same time, so
/// what they share is a concurrent map.
public final class ChatRoom implements ClientHandler {
  private static final String NAME = "/name ";

  private final Map<Long, String> names = new ConcurrentHashMap<>();

  @Override
  public List<String> subprotocols() {
    return List.of("chat.v1");
  }

  @Override
  public void onOpen(Client client) {
    String name = "guest " + client.id();
    names.put(client.id(), name);
    client.send("Welcome, " + name + ". Say /name YOUR NAME, or /who.");
    client.broadcast(name + " came in");
  }

  @Override
  public void onMessage(Client client, String text) {
    String name = names.getOrDefault(client.id(), "somebody");
    if (text.equals("/who")) {
      client.send(String.join(", ", names.values().stream().sorted().toList()));
    } else if (text.startsWith(NAME)) {
      rename(client, name, text.substring(NAME.length()).strip());
    } else {
      client.broadcast(name + ": " + text);
    }
  }

  private void rename(Client client, String before, String name) {
    if (name.isEmpty() || names.containsValue(name)) {
      client.send("That name can't be had.");
      return;
    }
    names.put(client.id(), name);
    client.broadcast(before + " is now " + name);
  }

  @Override
  public void onClose(Client client, int code) {
    String name = names.remove(client.id());
    client.broadcast(name + " has left");
  }

  /// Starts a server with the room at `/chat`.
  ///
  /// @param port 0 takes a free one
  public static Belfry start(int port) throws IOException {
    return Belfry.builder().port(port).handler("/chat", new ChatRoom()).start();
  }

  /// Try it: `wscat -c ws://localhost:8000/chat` in two terminals.
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Belfry _ = start(8000)) {
      Thread.currentThread().join();
    }
  }
}
