package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import java.io.IOException;
import java.util.Map;

/// Caddy, by `deploy/Caddyfile`.
class CaddyTest extends ProxyContract {
  @Override
  Proxy start(int serverPort) throws IOException, InterruptedException {
    int port = FreePort.find();
    String configuration =
        Proxy.configuration(
            "Caddyfile",
            Map.of(
                "push.example.org {", "http://127.0.0.1:" + port + " {",
                "127.0.0.1:8000", "127.0.0.1:" + serverPort));
    return Caddy.start(temporary, port, configuration);
  }
}
