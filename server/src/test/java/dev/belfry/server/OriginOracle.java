package dev.belfry.server;

/// What a server has to answer to a request of a page, as the reference says it: knows nothing of
/// the server. Its host is `localhost`, in the clear; `https://app.example` is allowed; user 42 may
/// read and write `news`, and nobody else may.
///
/// @param cookies whether the application is asked about cookies
record OriginOracle(boolean cookies) {
  /// Where a request comes from.
  enum From {
    /// No page: no Origin.
    NOWHERE,
    /// A page of the server's own host.
    OWN,
    /// The same by https, with a proxy that does not say so.
    OWN_BY_HTTPS,
    ALLOWED,
    ALLOWED_IN_CAPITALS,
    OTHER_HOST,
    OTHER_HOST_WITHOUT_ORIGIN,
    OTHER_SCHEME,
    OTHER_PORT,
    OTHER_PORT_OF_OWN,
    SUBDOMAIN,
    NULL,
    NO_SCHEME,
    WITH_PATH,
    EMPTY,
    TWO_IN_ONE,
    TWO_HEADERS;

    boolean allowed() {
      return switch (this) {
        case NOWHERE, OWN, OWN_BY_HTTPS, ALLOWED, ALLOWED_IN_CAPITALS -> true;
        default -> false;
      };
    }

    boolean page() {
      return this != NOWHERE && this != OTHER_HOST_WITHOUT_ORIGIN;
    }
  }

  /// What it asks for.
  enum Kind {
    READ,
    STREAM,
    PUBLISH,
    CANCEL,
    PREFLIGHT,
    OPTIONS,
    RAW,
    FRAMED;

    /// Whether a page of another site does harm by it, though it can't read the answer.
    boolean acts() {
      return this == PUBLISH || this == CANCEL || this == RAW || this == FRAMED;
    }
  }

  /// What it brings.
  enum With {
    NOTHING,
    COOKIE,
    BEARER
  }

  /// The status; for the framed protocol with what becomes of a subscription.
  String answer(From from, Kind kind, With with) {
    if (from == From.TWO_HEADERS) {
      return "400";
    }
    if (!from.allowed()) {
      return "403";
    }
    if (kind == Kind.PREFLIGHT || kind == Kind.OPTIONS) {
      return "204";
    }
    boolean byCookie = with == With.COOKIE && cookies;
    if (byCookie && kind.acts() && !from.page()) {
      return kind == Kind.FRAMED ? "101 close:4502" : "403";
    }
    boolean known = byCookie || with == With.BEARER;
    return switch (kind) {
      case READ, STREAM -> known ? "200" : "401";
      case PUBLISH -> known ? "201" : "401";
      case CANCEL -> known ? "204" : "403"; // it is a message of user 42
      case RAW -> known ? "101" : "401";
      case FRAMED -> known ? "101 ok" : "101 unauthorized";
      case PREFLIGHT, OPTIONS -> "204";
    };
  }

  /// Whether the page may read the answer: then it is named. Browsers ask nobody whether a page may
  /// read a WebSocket.
  boolean readable(From from, Kind kind, With with) {
    return from.allowed() && from.page() && !answer(from, kind, with).startsWith("101");
  }

  /// Whether the browser may send cookies along, and show the page what comes of it.
  boolean credentials(From from, Kind kind, With with) {
    return readable(from, kind, with) && cookies;
  }

  /// Whether the answer says what the page may send.
  boolean permits(From from, Kind kind, With with) {
    return readable(from, kind, with) && kind == Kind.PREFLIGHT;
  }
}
