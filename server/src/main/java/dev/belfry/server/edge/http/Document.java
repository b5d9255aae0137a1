package dev.belfry.server.edge.http;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A document that describes this server to programs. It stands at its own name.
enum Document {
  /// The framed protocol, as AsyncAPI 3.0.
  ASYNCAPI("asyncapi.yaml");

  private final String file;
  private final String yaml;

  Document(String file) {
    this.file = file;
    this.yaml = load(file);
  }

  private static String load(String file) {
    try (InputStream resource = Document.class.getResourceAsStream(file)) {
      if (resource == null) {
        throw new IllegalStateException(file + " is missing");
      }
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String path() {
    return "/" + file;
  }

  /// Its media type is of RFC 9512.
  Endpoint endpoint() {
    byte[] body = yaml.getBytes(StandardCharsets.UTF_8);
    return exchange ->
        exchange.respond(Replies.of(200, "application/yaml", Unpooled.wrappedBuffer(body)));
  }
}
