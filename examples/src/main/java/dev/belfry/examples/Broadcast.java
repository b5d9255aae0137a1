package dev.belfry.examples;

import dev.belfry.server.Belfry;
import dev.belfry.server.session.Client;
import dev.belfry.server.session.ClientHandler;
import java.io.IOException;

/// The simplest use: what one client sends, all receive. `/notifications` does just this by itself;
/// here the program does it, at a path of its own.
public final class Broadcast implements ClientHandler {
  @Override
  public void onMessage(Client client, String text) {
    client.broadcast(text);
  }

  /// Starts a server that broadcasts at `/broadcast`.
  ///
  /// @param port 0 takes a free one
  public static Belfry start(int port) throws IOException {
    return Belfry.builder().port(port).handler("/broadcast", new Broadcast()).start();
  }

  /// Try it: `wscat -c ws://localhost:8000/broadcast` in two terminals.
  public static void main(String[] args) throws IOException, InterruptedException {
    try (Belfry _ = start(8000)) {
      Thread.currentThread().join();
    }
  }
}
