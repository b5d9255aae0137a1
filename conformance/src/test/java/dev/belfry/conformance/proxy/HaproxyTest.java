package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import java.io.IOException;
import java.nio.file.Files;

/// HAProxy, by `deploy/haproxy.cfg`.
class HaproxyTest extends ProxyContract {
  @Override
  Proxy start(int serverPort) throws IOException, InterruptedException {
    int port = FreePort.find();
    return Haproxy.start(
        Files.createTempDirectory(temporary, "haproxy"),
        port,
        Proxy.configuration("haproxy.cfg", "bind :80 ", port, serverPort));
  }
}
