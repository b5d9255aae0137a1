package dev.belfry.server.store.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Stands between a node and Redis, and does to the connection that subscribes what happens to such
/// connections unnoticed.
final class RespProxy implements AutoCloseable {
  /// A push with the name of a channel and what was published there.
  private static final Pattern MESSAGE =
      Pattern.compile(">3\r\n\\$7\r\nmessage\r\n(\\$[^\r]*\r\n[^\r]*\r\n){2}");

  private final ServerSocket listening;
  private final int redisPort;
  private final List<Link> links = new CopyOnWriteArrayList<>();

  RespProxy(int redisPort) throws IOException {
    this.redisPort = redisPort;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  String url() {
    return "redis://127.0.0.1:" + listening.getLocalPort();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Link link = new Link(listening.accept(), new Socket("127.0.0.1", redisPort));
        links.add(link);
        Thread.ofVirtual().start(link::copyCommands);
        Thread.ofVirtual().start(link::copyAnswers);
      } catch (IOException ended) {
        return;
      }
    }
  }

  /// Takes a subscription away, of which the node is not told.
  void unsubscribe(String name) throws IOException {
    subscribing()
        .smuggle(command("UNSUBSCRIBE", name), ">3\r\n$11\r\nunsubscribe\r\n" + bulk(name));
  }

  /// Lets the server say nothing more on the connection.
  void silence() throws IOException {
    subscribing().smuggle(command("CLIENT", "REPLY", "OFF"), null);
  }

  /// Lets published messages vanish, and all else pass.
  void swallowMessages() {
    subscribing().swallowing = true;
  }

  private Link subscribing() {
    return links.reversed().stream().filter(link -> link.subscribes).findFirst().orElseThrow();
  }

  private static String command(String... words) {
    StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      text.append(bulk(word));
    }
    return text.toString();
  }

  private static String bulk(String word) {
    return "$" + word.length() + "\r\n" + word + "\r\n";
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Link link : links) {
      link.node.close();
      link.redis.close();
    }
  }

  /// One connection. What is written at once comes at once over loopback, so that commands and
  /// pushes are whole.
  private static final class Link {
    private final Socket node;
    private final Socket redis;
    private volatile boolean subscribes;
    private volatile boolean swallowing;
    private volatile @Nullable String hidden;

    Link(Socket node, Socket redis) {
      this.node = node;
      this.redis = redis;
    }

    /// Sends a command that the node does not know of, between two of its own.
    void smuggle(String command, @Nullable String answer) throws IOException {
      hidden = answer;
      write(redis.getOutputStream(), command);
    }

    private static void write(OutputStream to, String text) throws IOException {
      synchronized (to) {
        to.write(text.getBytes(ISO_8859_1));
        to.flush();
      }
    }

    void copyCommands() {
      copy(
          node,
          redis,
          text -> {
            subscribes |= text.contains("\r\nSUBSCRIBE\r\n");
            return text;
          });
    }

    void copyAnswers() {
      copy(
          redis,
          node,
          text -> {
            String answer = hidden;
            int at = answer == null ? -1 : text.indexOf(answer);
            if (answer != null && at >= 0) {
              hidden = null;
              int end = text.indexOf("\r\n", at + answer.length()) + 2; // the number that are left
              return text.substring(0, at) + text.substring(end);
            }
            return swallowing ? MESSAGE.matcher(text).replaceAll("") : text;
          });
    }

    private interface Change {
      String of(String text);
    }

    private static void copy(Socket from, Socket to, Change change) {
      byte[] buffer = new byte[1 << 20];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          write(to.getOutputStream(), change.of(new String(buffer, 0, read, ISO_8859_1)));
        }
      } catch (IOException ended) {
        return; // both sides end together
      }
    }
  }
}
