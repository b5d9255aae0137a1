package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.function.Function;

/// A resource that one endpoint serves.
///
/// @param endpoint the one for a request, by its head
public record EndpointResource(
    List<String> methods, int bodyBytesMax, Function<RequestHead, Checked<Endpoint>> endpoint)
    implements Resource {

  /// A resource to be read.
  public static Resource get(int bodyBytesMax, Endpoint endpoint) {
    return getByHead(bodyBytesMax, _ -> Checked.good(endpoint));
  }

  /// A resource to be read, where the head allows it.
  public static Resource getByHead(
      int bodyBytesMax, Function<RequestHead, Checked<Endpoint>> endpoint) {
    return new EndpointResource(List.of("GET", "HEAD", "OPTIONS"), bodyBytesMax, endpoint);
  }

  /// A resource that takes bodies, where the head allows it.
  public static Resource postByHead(
      int bodyBytesMax, Function<RequestHead, Checked<Endpoint>> endpoint) {
    return new EndpointResource(List.of("POST", "OPTIONS"), bodyBytesMax, endpoint);
  }

  /// A resource that can be taken away.
  public static Resource delete(int bodyBytesMax, Endpoint endpoint) {
    return new EndpointResource(
        List.of("DELETE", "OPTIONS"), bodyBytesMax, _ -> Checked.good(endpoint));
  }

  @Override
  public Checked<Decision> decide(RequestHead head) {
    return endpoint.apply(head).map(Decision.Serve::new);
  }
}
