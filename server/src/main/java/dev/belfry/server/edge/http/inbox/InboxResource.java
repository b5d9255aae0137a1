package dev.belfry.server.edge.http.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.edge.http.dispatch.AccessRequest;
import dev.belfry.server.edge.http.dispatch.Decision;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A part of a user's inbox, by its methods.
///
/// @param named the user that the path names; empty where it is the client's own inbox
/// @param uses what there is for each method
record InboxResource(
    Optional<UserId> named, int bodyBytesMax, AccessRequest.Kind kind, Map<String, Use> uses)
    implements Resource {
  /// What is done by a method.
  ///
  /// @param changes whether more than reading is meant
  record Use(boolean changes, Serving serving) {}

  /// Makes of a request what serves it.
  interface Serving {
    Checked<Decision> decide(RequestHead head, Caller caller, InboxOwner owner);
  }

  @Override
  public List<String> methods() {
    List<String> methods = new ArrayList<>();
    for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
      if (uses.containsKey(method)) {
        methods.add(method);
      }
    }
    if (uses.containsKey("GET")) {
      methods.add(1, "HEAD");
    }
    methods.add("OPTIONS");
    return methods;
  }

  @Override
  public Optional<AccessRequest> access(RequestHead head) {
    return Optional.of(new AccessRequest(List.of(), kind));
  }

  @Override
  public Checked<Decision> decide(RequestHead head, Caller caller) {
    String method = head.request().method().name();
    Use use = uses.get(method.equals("HEAD") ? "GET" : method);
    if (use == null) {
      throw new IllegalStateException("not one of its methods: " + method);
    }
    return InboxOwner.of(head, caller, named, use.changes())
        .then(owner -> use.serving().decide(head, caller, owner));
  }
}
