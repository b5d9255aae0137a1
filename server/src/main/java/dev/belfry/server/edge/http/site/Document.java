package dev.belfry.server.edge.http.site;

/// A text about this server that it serves. The text is a resource of this package, named as its
/// path is.
public enum Document {
  OPENAPI("/openapi.yaml", "application/yaml"),
  ASYNCAPI("/asyncapi.yaml", "application/yaml");

  private final String path;
  private final String type;

  Document(String path, String type) {
    this.path = path;
    this.type = type;
  }

  public String path() {
    return path;
  }

  /// The media type; `application/yaml` is that of RFC 9512.
  String type() {
    return type;
  }

  String resource() {
    return path.substring(1);
  }
}
