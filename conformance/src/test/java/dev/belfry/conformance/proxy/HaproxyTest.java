package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// HAProxy, by `deploy/haproxy.cfg`.
class HaproxyTest extends ProxyContract {
  @Override
  Proxy start(int serverPort) throws IOException, InterruptedException {
    int port = FreePort.find();
    Path folder = Files.createTempDirectory(temporary, "haproxy");
    Path file =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            Proxy.configuration("haproxy.cfg", "bind :80 ", port, serverPort));
    List<String> command = List.of("/usr/sbin/haproxy", "-db", "-f", file.toString());
    return Proxy.start(command, port, folder);
  }
}
