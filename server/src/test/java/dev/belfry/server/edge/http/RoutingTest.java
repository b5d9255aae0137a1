package dev.belfry.server.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  private static final Router ROUTER = new Router(Set.of("/chat"));

  private static Checked<Route> route(String target) {
    return Target.parse(target).then(read -> ROUTER.route(read.path()));
  }

  private static int status(String target) {
    return route(target).fold(_ -> 200, Problem::status);
  }

  @ParameterizedTest
  @CsvSource({
    "/notifications, notifications",
    "/notifications?since=earliest, notifications",
    "/notifications/orders:42, orders:42",
    "/notifications/a/b, a/b",
    "/notifications/a%2Fb, a/b",
    "/notifications/%40user/42, @user/42",
    "/notifications/%61, a",
    "http://localhost/notifications/a, a",
    "HTTPS://localhost:8000/notifications, notifications",
  })
  void aPathNamesAChannel(String target, String channel) {
    assertThat(route(target)).isEqualTo(Checked.good(new Route.Channel(new ChannelName(channel))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/notifications/",
        "/notifications/a//b",
        "/notifications/a/",
        "/notifications/.",
        "/notifications/../a",
        "/notifications/%2e%2e/a",
        "/notifications/a%20b",
        "/notifications/a%252Fb",
        "/notifications/a+b",
        "/notifications/%C3%A4",
        "/notifications/%",
        "/notifications/%4",
        "/notifications/%4g",
        "/notifications/%ff",
        "/notifications/a%00",
        "/notifications/a#b",
        "/notifications/ä",
        "/notifications?a=%zz",
        "/notifications?since=-1&since=-2",
        "",
        "notifications",
        "localhost:443",
        "ftp://localhost/notifications",
        "http://user@localhost/notifications",
        "http:///notifications",
      })
  void whatCannotBeReadIsMalformed(String target) {
    assertThat(status(target)).isEqualTo(400);
  }

  @Test
  void aNameOfMoreThan200BytesIsMalformed() {
    assertThat(status("/notifications/" + "a".repeat(200))).isEqualTo(200);
    assertThat(status("/notifications/" + "a".repeat(201))).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//notifications",
        "/notification",
        "/Notifications",
        "/chat/",
        "/chat/a",
        "/health",
        "/health/live/",
        "/%6eowhere"
      })
  void elsewhereIsNothing(String target) {
    assertThat(status(target)).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("places")
  void otherPathsHaveTheirPlace(String target, Route route) {
    assertThat(route(target)).isEqualTo(Checked.good(route));
  }

  static List<Object[]> places() {
    return List.of(
        new Object[] {"/chat", new Route.Program("/chat")},
        new Object[] {"/c%68at?room=1", new Route.Program("/chat")},
        new Object[] {"/v1/presence/a/b", new Route.Presence(new ChannelName("a/b"))},
        new Object[] {"/health/live", new Route.Live()},
        new Object[] {"/health/ready", new Route.Ready()},
        new Object[] {"/asyncapi.yaml", new Route.Described(Document.ASYNCAPI)},
        new Object[] {"*", new Route.Server()});
  }

  @Test
  void aQueryIsDecodedAsFormsWriteIt() {
    Query query = ((Checked.Good<Query>) Query.parse("a=1%202+3&b&&channel=x&channel=y")).value();
    assertThat(query.get("a")).contains("1 2 3");
    assertThat(query.get("b")).contains("");
    assertThat(query.get("c")).isEmpty();
    assertThat(query.all("channel")).containsExactly("x", "y");
  }
}
