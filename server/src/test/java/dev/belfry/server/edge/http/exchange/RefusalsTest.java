package dev.belfry.server.edge.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.LogLines;
import dev.belfry.server.edge.TestDispatcher;
import dev.belfry.server.edge.http.dispatch.Responses;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.runtime.LoopCounters;
import org.junit.jupiter.api.Test;

class RefusalsTest {
  @Test
  void aUrlIsLoggedWithoutItsSecrets() {
    try (LogLines lines = LogLines.of(Refusals.class)) {
      Refusals.note(
          new LoopCounters(),
          TestDispatcher.request("GET", "/notifications/a?ticket=abc.DEF-9&since=5&Token=x.y.z"),
          Responses.problem(Problem.unauthorized("no")));
      assertThat(lines.all())
          .singleElement()
          .asString()
          .contains("/notifications/a?ticket=***&since=5&Token=*** is answered 401")
          .doesNotContain("abc")
          .doesNotContain("x.y.z");
    }
  }
}
