package dev.belfry.server.edge.http.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageLayoutTest {
  @ParameterizedTest
  @CsvSource({
    "/notifications, ./",
    "/notifications/orders:42, ../",
    "/notifications/a/b/c, ../../../",
    "/notifications/a%2Fb, ../",
    "/notifications/a?since=a/b/c, ../",
    "http://push.example.org/notifications/a, ../",
    "http://push.example.org, ./",
    "/docs/, ../",
    "/docs/guide/inbox.md, ../../",
  })
  void theRootIsAsFarUpAsABrowserCounts(String target, String root) {
    assertThat(PageLayout.rootFrom(target)).isEqualTo(root);
  }

  @ParameterizedTest
  @ValueSource(strings = {"live.html", "docs.html", "console.html"})
  void everyLinkOfAPageIsRelative(String page) {
    FullHttpResponse response =
        PageLayout.of(page)
            .responseTo(
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/notifications/a"));
    assertThat(response.content().toString(UTF_8))
        .doesNotContainPattern("(href|src)=\"/")
        .doesNotContain("{root}");
    response.release();
  }
}
