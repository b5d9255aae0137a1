package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.SelfSigned;
import java.io.IOException;
import java.util.Map;

/// Caddy, by `deploy/below-a-path/Caddyfile`.
class CaddyBelowPathTest extends BelowPathContract {
  @Override
  Proxy start(int serverPort, SelfSigned signed) throws IOException, InterruptedException {
    int port = FreePort.find();
    String configuration =
        Proxy.configuration(
            "below-a-path/Caddyfile",
            Map.of(
                "app.example {",
                "https://localhost:" + port + " {",
                "/etc/caddy/app.example.pem",
                signed.certificate().toString(),
                "/etc/caddy/app.example.key",
                signed.key().toString(),
                "127.0.0.1:8000",
                "127.0.0.1:" + serverPort));
    return Caddy.start(temporary, port, configuration);
  }
}
