package dev.belfry.conformance.proxy;

import java.io.IOException;

/// nginx, by `deploy/nginx.conf`.
class NginxTest extends ProxyContract {
  @Override
  Proxy start(int serverPort) throws IOException, InterruptedException {
    return Nginx.start(temporary, serverPort);
  }
}
