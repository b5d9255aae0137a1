package dev.belfry.server.edge.http.site;

/// A text about this server that it serves. The text is a resource of this package.
public enum Document {
  START("/", "console.html", "text/html; charset=utf-8"),
  /// What the console and the live page run and look like, made by `web/console/build.js`.
  PAGE_SCRIPT("/console.js", "text/javascript; charset=utf-8"),
  PAGE_STYLE("/console.css", "text/css; charset=utf-8"),
  FAVICON("/favicon.svg", "image/svg+xml"),
  OPENAPI("/openapi.yaml", "application/yaml"),
  ASYNCAPI("/asyncapi.yaml", "application/yaml"),
  /// What the client for browsers loads where WebSockets are blocked.
  STREAM("/belfry-stream.js", "text/javascript; charset=utf-8"),
  STREAM_SOURCE_MAP("/belfry-stream.js.map", "application/json"),
  /// The client for browsers, made by `web/sdk/build.js`.
  SDK("/belfry.js", "text/javascript; charset=utf-8"),
  SDK_SOURCE_MAP("/belfry.js.map", "application/json"),
  /// The bell as a web component, of `web/bell`.
  BELL("/belfry-bell.js", "text/javascript; charset=utf-8"),
  BELL_SOURCE_MAP("/belfry-bell.js.map", "application/json"),
  /// The inbox, the toasts and the preferences, which the bell loads when they are needed.
  INBOX("/belfry-inbox.js", "text/javascript; charset=utf-8"),
  INBOX_SOURCE_MAP("/belfry-inbox.js.map", "application/json");

  /// A page loads the library at every visit, so a browser may take the one it has meanwhile.
  private static final String FIVE_MINUTES = "public, max-age=300, stale-while-revalidate=86400";

  private final String path;
  private final String resource;
  private final String type;

  Document(String path, String type) {
    this(path, path.substring(1), type);
  }

  Document(String path, String resource, String type) {
    this.path = path;
    this.resource = resource;
    this.type = type;
  }

  public String path() {
    return path;
  }

  /// The media type; `application/yaml` is that of RFC 9512.
  String type() {
    return type;
  }

  /// Whether it is a library, which pages of every origin may load.
  public boolean isLibrary() {
    return path.startsWith("/belfry");
  }

  String cacheControl() {
    return isLibrary() ? FIVE_MINUTES : "no-cache";
  }

  String resource() {
    return resource;
  }
}
