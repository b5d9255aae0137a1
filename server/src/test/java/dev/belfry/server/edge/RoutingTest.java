package dev.belfry.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.channel.ChannelResource;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Route;
import dev.belfry.server.edge.http.dispatch.Router;
import dev.belfry.server.edge.http.request.Checked;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.Query;
import dev.belfry.server.edge.http.request.Target;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {
  private static final Router ROUTER = new TestDispatcher().router();

  private static Checked<Resource> resource(String target) {
    return Target.parse(target).then(read -> ROUTER.resource(read.path()));
  }

  private static int status(String target) {
    return resource(target).fold(_ -> 200, Problem::status);
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
    assertThat(resource(target).map(found -> ((ChannelResource) found).channel()))
        .isEqualTo(Checked.good(new ChannelName(channel)));
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
  @CsvSource({
    "/chat, /chat",
    "/c%68at?room=1, /chat",
    "/v1/presence/a/b, /v1/presence/{channel}",
    "/health/live, /health/live",
    "/health/ready, /health/ready",
    "/asyncapi.yaml, /asyncapi.yaml",
    "*, *",
  })
  void otherPathsHaveTheirRoute(String target, String route) {
    assertThat(Target.parse(target).map(read -> ROUTER.route(read.path()).map(Route::path)))
        .isEqualTo(Checked.good(Optional.of(route)));
    assertThat(status(target)).isEqualTo(200);
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
