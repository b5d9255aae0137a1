package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.SelfSigned;
import java.io.IOException;

/// nginx, by `deploy/below-a-path/nginx.conf`.
class NginxBelowPathTest extends BelowPathContract {
  @Override
  Proxy start(int serverPort, SelfSigned signed) throws IOException, InterruptedException {
    return Nginx.belowPath(temporary, serverPort, signed);
  }
}
