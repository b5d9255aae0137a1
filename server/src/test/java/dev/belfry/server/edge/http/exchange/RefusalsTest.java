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
  void whatIsWrongWithABodyIsNotLoggedSinceItMayQuoteIt() {
    try (LogLines lines = LogLines.of(Refusals.class)) {
      Refusals.note(
          new LoopCounters(),
          TestDispatcher.request("POST", "/v1/notify"),
          Responses.problem(Problem.badRequest("there is no member secret")));
      assertThat(lines.all())
          .singleElement()
          .asString()
          .endsWith("POST /v1/notify is answered 400: bad-request");
    }
  }

  @Test
  void aUrlIsLoggedWithoutItsSecrets() {
    try (LogLines lines = LogLines.of(Refusals.class)) {
      Refusals.note(
          new LoopCounters(),
          TestDispatcher.request(
              "GET", "/a?ticket=abc.DEF-9&since=5&Token=x.y.z&%74icket=abcd;x_key=abc&%=abc"),
          Responses.problem(Problem.unauthorized("no")));
      assertThat(lines.all())
          .singleElement()
          .asString()
          .contains("/a?ticket=***&since=5&Token=***&%74icket=***&x_key=***&%=*** is answered 401")
          .doesNotContain("abc")
          .doesNotContain("x.y.z");
    }
  }
}
