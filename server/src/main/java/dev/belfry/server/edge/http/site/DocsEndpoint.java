package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.EndpointResource;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/// Serves the documentation: to a browser's navigation a page that lays out the text, to others the
/// text itself.
///
/// @param page whether it is one of text
public record DocsEndpoint(byte[] content, String type, boolean page) implements Endpoint {
  private static final String HTML = "text/html; charset=utf-8";
  private static final PageLayout LAYOUT = PageLayout.of("docs.html");
  private static final Map<String, DocsEndpoint> OWN =
      Map.of(
          "", new DocsEndpoint(new byte[0], HTML, true),
          "docs.js", new DocsEndpoint(resource("docs.js"), "text/javascript; charset=utf-8", false),
          "index.json", new DocsEndpoint(DocsFiles.FOUND.index(), "application/json", false));
  private static final Map<String, String> TYPES =
      Map.of(
          "md", "text/markdown; charset=utf-8",
          "svg", "image/svg+xml",
          "png", "image/png");

  /// The resource at a path below `/docs/`.
  public static Checked<Resource> at(String path) {
    DocsEndpoint own = OWN.get(path);
    if (own != null) {
      return Checked.good(EndpointResource.get(0, own));
    }
    byte[] file = DocsFiles.FOUND.files().get(path);
    if (file == null) {
      return Checked.bad(Problem.notFound());
    }
    String ending = path.substring(path.lastIndexOf('.') + 1);
    String type = TYPES.getOrDefault(ending, "application/octet-stream");
    return Checked.good(EndpointResource.get(0, new DocsEndpoint(file, type, ending.equals("md"))));
  }

  private static byte[] resource(String name) {
    try (InputStream resource = DocsEndpoint.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void serve(Exchange exchange) {
    if (isLaidOut(exchange.request())) {
      exchange.respond(LAYOUT.responseTo(exchange.request()));
      return;
    }
    FullHttpResponse response = Responses.of(200, type, Unpooled.wrappedBuffer(content));
    PagePolicy.secure(response);
    exchange.respond(response);
  }

  private boolean isLaidOut(HttpRequest request) {
    return page
        && (content.length == 0
            || request.headers().getAll(HttpHeaderNames.ACCEPT).stream()
                .anyMatch(accept -> accept.contains("text/html")));
  }
}
