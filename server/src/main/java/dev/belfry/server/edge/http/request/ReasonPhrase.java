package dev.belfry.server.edge.http.request;

import io.netty.handler.codec.http.HttpResponseStatus;

/// The reason phrases of RFC 9110, where Netty has older ones.
public final class ReasonPhrase {
  private ReasonPhrase() {}

  /// The status with its phrase.
  public static HttpResponseStatus statusOf(int code) {
    return switch (code) {
      case 413 -> new HttpResponseStatus(413, "Content Too Large");
      case 414 -> new HttpResponseStatus(414, "URI Too Long");
      case 416 -> new HttpResponseStatus(416, "Range Not Satisfiable");
      case 422 -> new HttpResponseStatus(422, "Unprocessable Content");
      default -> HttpResponseStatus.valueOf(code);
    };
  }
}
