package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Responses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// A page that is served at many paths, the same but for where the server's root is from there. Its
/// links are relative, so that it works wherever a proxy has the server, at a root or below a path.
record PageLayout(String html) {
  private static final String ROOT = "{root}";

  static PageLayout of(String resource) {
    try (InputStream bytes = PageLayout.class.getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new IllegalStateException(resource + " is missing");
      }
      return new PageLayout(new String(bytes.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The response to a request for the page.
  FullHttpResponse responseTo(HttpRequest request) {
    ByteBuf text =
        ByteBufUtil.writeUtf8(
            UnpooledByteBufAllocator.DEFAULT, html.replace(ROOT, rootFrom(request.uri())));
    FullHttpResponse response = Responses.of(200, "text/html; charset=utf-8", text);
    PagePolicy.secure(response);
    return response;
  }

  /// The root as a relative reference from a request's target (RFC 3986 section 4.2). A browser
  /// counts the slashes of the path as it was sent.
  static String rootFrom(String target) {
    int query = target.indexOf('?');
    String whole = query < 0 ? target : target.substring(0, query);
    int authority = whole.indexOf("://");
    String path = authority < 0 ? whole : whole.substring(authority + 3);
    long slashes = path.chars().filter(character -> character == '/').count();
    return slashes <= 1 ? "./" : "../".repeat((int) slashes - 1);
  }
}
