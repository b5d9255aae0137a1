package dev.belfry.server.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.http.channel.ChannelResource;
import dev.belfry.server.edge.http.dispatch.Resource;
import dev.belfry.server.edge.http.dispatch.Router;
import dev.belfry.server.edge.http.request.Problem;
import dev.belfry.server.edge.http.request.Target;

/// Input that nobody would send. A build runs the inputs kept beside this class; with
/// `JAZZER_FUZZ=1` in the environment new ones are sought.
final class TargetFuzzTest {
  private static final Router ROUTER = new TestDispatcher().router();

  /// What a target names was allowed as a name, or is refused with a problem of the client's.
  @FuzzTest(maxDuration = "60s")
  void everyTargetIsARouteOrAProblem(byte[] bytes) {
    Target.parse(new String(bytes, ISO_8859_1))
        .then(target -> ROUTER.resource(target.path()))
        .fold(TargetFuzzTest::checkResource, TargetFuzzTest::checkProblem);
  }

  private static boolean checkResource(Resource resource) {
    if (resource instanceof ChannelResource channel) {
      ChannelName name = channel.channel();
      assertThat(ChannelName.parse(name.text())).contains(name);
    }
    return true;
  }

  private static boolean checkProblem(Problem problem) {
    assertThat(problem.status()).isBetween(400, 499);
    return false;
  }
}
