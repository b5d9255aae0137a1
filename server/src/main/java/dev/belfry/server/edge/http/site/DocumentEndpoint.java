package dev.belfry.server.edge.http.site;

import dev.belfry.server.edge.http.dispatch.Endpoint;
import dev.belfry.server.edge.http.dispatch.Exchange;
import dev.belfry.server.edge.http.dispatch.Responses;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;

/// Serves a document. A client that has it already is told so by 304 (RFC 9110 section 13.1.2).
///
/// @param tag the entity tag: what changes when the document does
public record DocumentEndpoint(Document document, byte[] text, String tag) implements Endpoint {
  private static final int TAG_BYTES = 12;
  private static final Map<Document, DocumentEndpoint> ALL = new EnumMap<>(Document.class);

  static {
    for (Document document : Document.values()) {
      ALL.put(document, load(document));
    }
  }

  public static Endpoint of(Document document) {
    Endpoint endpoint = ALL.get(document);
    if (endpoint == null) {
      throw new IllegalStateException(document + " was not loaded");
    }
    return endpoint;
  }

  private static DocumentEndpoint load(Document document) {
    try (InputStream resource = Document.class.getResourceAsStream(document.resource())) {
      if (resource == null) {
        throw new IllegalStateException(document.resource() + " is missing");
      }
      byte[] text = resource.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
      String tag = '"' + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + '"';
      return new DocumentEndpoint(document, text, tag);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void serve(Exchange exchange) {
    FullHttpResponse response =
        isKnownTo(exchange.request().headers())
            ? Responses.empty(304)
            : Responses.of(200, document.type(), Unpooled.wrappedBuffer(text));
    response.headers().set(HttpHeaderNames.ETAG, tag);
    response.headers().set(HttpHeaderNames.CACHE_CONTROL, document.cacheControl());
    if (document.isLibrary()) {
      response.headers().set("Cross-Origin-Resource-Policy", "cross-origin");
    }
    if (document.type().startsWith("text/html")) {
      PagePolicy.secure(response);
    }
    exchange.respond(response);
  }

  private boolean isKnownTo(HttpHeaders headers) {
    return headers.getAll(HttpHeaderNames.IF_NONE_MATCH).stream()
        .flatMap(list -> Arrays.stream(list.split(",")))
        .map(String::strip)
        .anyMatch(known -> known.equals("*") || known.equals(tag) || known.equals("W/" + tag));
  }
}
