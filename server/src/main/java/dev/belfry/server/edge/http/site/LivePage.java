package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Responses;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// The page that a browser shows of a channel: what arrives, and a box to send. The same for every
/// channel; it finds the name in its own address.
record LivePage(byte[] html) {
  private static final String RESOURCE = "live.html";
  private static final LivePage PAGE = load();

  static final Endpoint ENDPOINT = exchange -> exchange.respond(PAGE.response());

  static LivePage load() {
    try (InputStream resource = LivePage.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return new LivePage(resource.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FullHttpResponse response() {
    FullHttpResponse response =
        Responses.of(200, "text/html; charset=utf-8", Unpooled.wrappedBuffer(html));
    PagePolicy.secure(response);
    return response;
  }
}
