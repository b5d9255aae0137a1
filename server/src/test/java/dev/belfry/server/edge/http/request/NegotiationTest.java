package dev.belfry.server.edge.http.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {
  @ParameterizedTest
  @CsvSource({
    "'*/*', '', EVENT_STREAM",
    "text/event-stream, '', EVENT_STREAM",
    "image/png, '', EVENT_STREAM",
    "application/json, '', JSON",
    "'APPLICATION/JSON ; Q=0.5', '', JSON",
    "'application/json, text/plain, */*', '', JSON",
    "'application/json;q=0.5, */*', '', EVENT_STREAM",
    "'application/json;q=0.5, text/*;q=0.4', '', JSON",
    "'application/json;q=0.5, text/*;q=0.6', '', EVENT_STREAM",
    "'application/json, text/event-stream', '', JSON",
    "'application/json;q=0.9, text/event-stream', '', EVENT_STREAM",
    "application/json;q=0, '', EVENT_STREAM",
    "'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', '', HTML",
    "'text/html;q=0, */*', '', EVENT_STREAM",
    "'*/*', after=e1-1, JSON",
    "text/event-stream, before=e1-1, JSON",
    "text/html, limit=1, JSON",
    "'*/*', wait=1, JSON",
    "'*/*', since=e1-1, EVENT_STREAM",
    "',;=q', '', EVENT_STREAM",
  })
  void acceptAndQueryChoose(String accept, String query, Representation chosen) {
    Query parameters = ((Checked.Good<Query>) Query.parse(query)).value();
    assertThat(Negotiation.choose(List.of(accept), parameters)).isEqualTo(chosen);
  }

  @Test
  void withoutAcceptItIsAStream() {
    assertThat(Negotiation.choose(List.of(), Query.EMPTY)).isEqualTo(Representation.EVENT_STREAM);
  }

  @Test
  void severalAcceptHeadersAreOneList() {
    assertThat(Negotiation.choose(List.of("text/plain", "application/json"), Query.EMPTY))
        .isEqualTo(Representation.JSON);
  }
}
