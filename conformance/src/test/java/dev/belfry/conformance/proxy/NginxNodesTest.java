package dev.belfry.conformance.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.conformance.wire.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// nginx in front of three nodes, by `deploy/cluster/nginx.conf`, two of which are not there.
class NginxNodesTest extends ProxyContract {
  private static final Path DEPLOY = Path.of("..", "deploy");

  @Override
  Proxy start(int serverPort) throws IOException, InterruptedException {
    int port = FreePort.find();
    String configuration =
        Files.readString(DEPLOY.resolve("cluster/nginx.conf"))
            .replace("listen 80;", "listen 127.0.0.1:" + port + ";")
            .replace("node1:8000", "127.0.0.1:" + FreePort.find())
            .replace("node2:8000", "127.0.0.1:" + serverPort)
            .replace("node3:8000", "127.0.0.1:" + FreePort.find());
    return Nginx.start(temporary, port, configuration);
  }

  @Test
  void butForTheNodesItIsAsForASingleOne() throws IOException {
    assertThat(afterUpstream("cluster/nginx.conf")).isEqualTo(afterUpstream("nginx.conf"));
  }

  private static String afterUpstream(String file) throws IOException {
    String text = Files.readString(DEPLOY.resolve(file));
    return text.substring(text.indexOf("map $http_upgrade"));
  }
}
