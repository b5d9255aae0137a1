package dev.belfry.server.edge.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The page that a browser shows of a channel: what arrives, and a box to send. The same for every
/// channel; it finds the name in its own address.
///
/// @param policy what the page may do: run its own script, talk to its own server, nothing else
///   (Content Security Policy Level 3)
record LivePage(byte[] html, String policy) {
  private static final String RESOURCE = "live.html";
  private static final LivePage PAGE = load();

  static final Endpoint ENDPOINT = exchange -> exchange.respond(PAGE.response());

  static LivePage load() {
    try (InputStream resource = LivePage.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      byte[] html = resource.readAllBytes();
      return new LivePage(html, policy(new String(html, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String policy(String html) {
    return "default-src 'none'; connect-src 'self'; img-src 'self'; script-src "
        + hash(html, "script")
        + "; style-src "
        + hash(html, "style")
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  private static String hash(String html, String element) {
    String open = "<" + element + ">";
    int start = html.indexOf(open) + open.length();
    String content = html.substring(start, html.indexOf("</" + element + ">", start));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private FullHttpResponse response() {
    FullHttpResponse response =
        Replies.of(200, "text/html; charset=utf-8", Unpooled.wrappedBuffer(html));
    secure(response, policy);
    return response;
  }

  /// Says what a page may do, and that it tells no other server where it was.
  static void secure(FullHttpResponse response, String policy) {
    response.headers().set(HttpHeaderNames.CONTENT_SECURITY_POLICY, policy);
    response.headers().set("Referrer-Policy", "no-referrer");
  }
}
