package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/// A resource that one endpoint serves.
///
/// @param access what a request wants to be let in for; empty where everyone gets the same
/// @param endpoint the one for a request, by its head and its caller
public record EndpointResource(
    List<String> methods,
    int bodyBytesMax,
    Optional<AccessRequest> access,
    BiFunction<RequestHead, Caller, Checked<Endpoint>> endpoint)
    implements Resource {

  /// A resource that everyone may read.
  public static Resource get(int bodyBytesMax, Endpoint endpoint) {
    return new EndpointResource(
        List.of("GET", "HEAD", "OPTIONS"),
        bodyBytesMax,
        Optional.empty(),
        (_, _) -> Checked.good(endpoint));
  }

  /// A resource to be read, where head and caller allow it.
  public static Resource get(
      int bodyBytesMax,
      AccessRequest access,
      BiFunction<RequestHead, Caller, Checked<Endpoint>> endpoint) {
    return new EndpointResource(
        List.of("GET", "HEAD", "OPTIONS"), bodyBytesMax, Optional.of(access), endpoint);
  }

  /// A resource that takes bodies, where head and caller allow it.
  public static Resource post(
      int bodyBytesMax,
      AccessRequest access,
      BiFunction<RequestHead, Caller, Checked<Endpoint>> endpoint) {
    return new EndpointResource(
        List.of("POST", "OPTIONS"), bodyBytesMax, Optional.of(access), endpoint);
  }

  /// A resource that can be taken away, where head and caller allow it.
  public static Resource delete(
      int bodyBytesMax,
      AccessRequest access,
      BiFunction<RequestHead, Caller, Checked<Endpoint>> endpoint) {
    return new EndpointResource(
        List.of("DELETE", "OPTIONS"), bodyBytesMax, Optional.of(access), endpoint);
  }

  @Override
  public Optional<AccessRequest> access(RequestHead head) {
    return access;
  }

  @Override
  public Checked<Decision> decide(RequestHead head, Caller caller) {
    return endpoint.apply(head, caller).map(Decision.Serve::new);
  }
}
