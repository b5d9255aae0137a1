package dev.belfry.server.edge.http;

import java.util.Arrays;
import java.util.Optional;

/// A text about this server that it serves itself. The text is a resource of this package.
enum Document {
  START("/", "start.html", "text/html; charset=utf-8"),
  FAVICON("/favicon.svg", "image/svg+xml"),
  OPENAPI("/openapi.yaml", "application/yaml"),
  ASYNCAPI("/asyncapi.yaml", "application/yaml");

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
    return resource;
  }
}
