package dev.belfry.server.edge.http;

import java.util.Arrays;
import java.util.Optional;

/// A text about this server that it serves itself. The text is a resource of this package, named as
/// its path is.
enum Document {
  OPENAPI("/openapi.yaml", "application/yaml"),
  ASYNCAPI("/asyncapi.yaml", "application/yaml");

  private final String path;
  private final String type;

  Document(String path, String type) {
    this.path = path;
    this.type = type;
  }

  static Optional<Document> at(String path) {
    return Arrays.stream(values()).filter(document -> document.path.equals(path)).findFirst();
  }

  String path() {
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
