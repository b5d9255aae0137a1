package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// HAProxy, by `deploy/below-a-path/haproxy.cfg`.
class HaproxyBelowPathTest extends BelowPathContract {
  @Override
  Proxy start(int serverPort, SelfSigned signed) throws IOException, InterruptedException {
    int port = FreePort.find();
    Path folder = Files.createTempDirectory(temporary, "haproxy");
    Path both = folder.resolve("both.pem");
    Files.writeString(
        both, Files.readString(signed.certificate()) + Files.readString(signed.key()));
    String configuration =
        Proxy.configuration(
            "below-a-path/haproxy.cfg",
            Map.of(
                "bind :443 ", "bind 127.0.0.1:" + port + " ",
                "/etc/haproxy/app.example.pem", both.toString(),
                "127.0.0.1:8000", "127.0.0.1:" + serverPort));
    return Haproxy.start(folder, port, configuration);
  }
}
