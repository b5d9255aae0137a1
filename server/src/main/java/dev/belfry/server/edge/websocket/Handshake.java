package dev.belfry.server.edge.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The opening handshake, the server's side (RFC 6455 section 4.2). It belongs to one event loop.
public final class Handshake {
  private static final String WEBSOCKET = "websocket";
  private static final String VERSION = "13";

  /// 16 bytes as base64, strictly: the last digit carries two bits.
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

  private static final byte[] ACCEPT_GUID =
      "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII);

  private final boolean deflate;
  private final MessageDigest sha1;

  /// Makes one for a loop.
  ///
  /// @param deflate whether permessage-deflate is agreed to when it is offered
  public Handshake(boolean deflate) {
    this.deflate = deflate;
    try {
      sha1 = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /// Whether the request means to speak WebSocket, however badly. One that has a key but lost its
  /// `Upgrade` header does too: that is what a proxy leaves which was not told about WebSocket.
  public static boolean isUpgrade(HttpRequest request) {
    HttpHeaders headers = request.headers();
    return headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
        || contains(headers, HttpHeaderNames.UPGRADE, WEBSOCKET);
  }

  /// Checks the request and answers it.
  ///
  /// @param spoken the subprotocols to be had at this path; may be empty
  public HandshakeResult read(HttpRequest request, List<String> spoken) {
    HandshakeResult.Refused refused = refuse(request);
    if (refused != null) {
      return refused;
    }
    HttpHeaders headers = request.headers();
    List<String> offered = HeaderToken.list(headers, HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    String subprotocol = offered.stream().filter(spoken::contains).findFirst().orElse(null);
    if (subprotocol == null && !offered.isEmpty()) {
      return badRequest("None of the offered subprotocols is spoken here.");
    }
    List<ExtensionOffer> offers = deflate ? extensionOffers(headers) : List.of();
    if (offers == null) {
      return badRequest("Sec-WebSocket-Extensions can't be read.");
    }
    return new HandshakeResult.Accepted(
        accept(key(headers)), subprotocol, DeflateOffer.answer(offers));
  }

  private static HandshakeResult.@Nullable Refused refuse(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!request.method().equals(HttpMethod.GET)) {
      return badRequest("A WebSocket is opened with GET.");
    }
    if (request.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
      return badRequest("A WebSocket is opened with HTTP/1.1.");
    }
    if (!contains(headers, HttpHeaderNames.UPGRADE, WEBSOCKET)) {
      return badRequest("The header Upgrade: websocket is missing; does a proxy remove it?");
    }
    if (!contains(headers, HttpHeaderNames.CONNECTION, "upgrade")) {
      return badRequest("The header Connection: Upgrade is missing; does a proxy remove it?");
    }
    if (!headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION).equals(List.of(VERSION))) {
      return new HandshakeResult.Refused(
          426,
          "Version 13 of WebSocket is spoken here.",
          Map.of("Upgrade", WEBSOCKET, "Connection", "Upgrade", "Sec-WebSocket-Version", VERSION));
    }
    List<String> keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
    if (keys.size() != 1 || !KEY.matcher(keys.getFirst()).matches()) {
      return badRequest("One Sec-WebSocket-Key of 16 bytes in base64 is needed.");
    }
    return hasBody(headers) ? badRequest("A handshake has no body.") : null;
  }

  private static boolean hasBody(HttpHeaders headers) {
    return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
        || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).stream().anyMatch(l -> !l.equals("0"));
  }

  /// The offers of all lines, and null where one of them can't be read.
  private static @Nullable List<ExtensionOffer> extensionOffers(HttpHeaders headers) {
    List<ExtensionOffer> offers = new ArrayList<>();
    for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
      List<ExtensionOffer> more = ExtensionOffer.parse(line);
      if (more == null) {
        return null;
      }
      offers.addAll(more);
    }
    return offers;
  }

  private static byte[] key(HttpHeaders headers) {
    return headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY).getBytes(StandardCharsets.US_ASCII);
  }

  private String accept(byte[] key) {
    sha1.update(key);
    return Base64.getEncoder().encodeToString(sha1.digest(ACCEPT_GUID));
  }

  private static boolean contains(HttpHeaders headers, CharSequence name, String token) {
    return headers.containsValue(name, token, true);
  }

  private static HandshakeResult.Refused badRequest(String detail) {
    return new HandshakeResult.Refused(400, detail, Map.of());
  }
}
