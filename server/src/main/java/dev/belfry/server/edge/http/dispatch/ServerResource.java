package dev.belfry.server.edge.http.dispatch;

import dev.belfry.server.edge.http.request.Caller;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.RequestHead;
import java.util.List;

/// The server as a whole, `*` (RFC 9112 section 3.2.4), which only OPTIONS may ask about.
public record ServerResource(int bodyBytesMax) implements Resource {
  @Override
  public List<String> methods() {
    return List.of("OPTIONS");
  }

  @Override
  public Checked<Decision> decide(RequestHead head, Caller caller) {
    return Checked.bad(Problem.notFound());
  }
}
