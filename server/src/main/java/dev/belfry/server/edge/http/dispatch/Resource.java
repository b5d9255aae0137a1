package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;
import java.util.Optional;

/// What a path of this server leads to.
public interface Resource {
  /// The methods that it answers, OPTIONS among them.
  List<String> methods();

  /// How much of a request's body it takes.
  int bodyBytesMax();

  /// What a request wants to be let in for; empty where everyone gets the same.
  default Optional<AccessRequest> access(RequestHead head) {
    return Optional.empty();
  }

  /// Decides about a request of one of its methods. It is never asked about OPTIONS.
  Checked<Decision> decide(RequestHead head, Caller caller);
}
