package dev.belfry.conformance.proxy;

import dev.belfry.conformance.wire.FreePort;
import dev.belfry.conformance.wire.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// nginx, by `deploy/nginx.conf`.
final class Nginx {
  private Nginx() {}

  /// Starts one that forwards to a server of this machine.
  ///
  /// @param temporary the folder for what it needs
  static Proxy start(Path temporary, int serverPort) throws IOException, InterruptedException {
    int port = FreePort.find();
    return start(
        temporary, port, Proxy.configuration("nginx.conf", "listen 80;", port, serverPort));
  }

  /// Starts one by `deploy/below-a-path/nginx.conf`.
  static Proxy belowPath(Path temporary, int serverPort, SelfSigned signed)
      throws IOException, InterruptedException {
    int port = FreePort.find();
    String configuration =
        Proxy.configuration(
            "below-a-path/nginx.conf",
            Map.of(
                "listen 443 ",
                "listen 127.0.0.1:" + port + " ",
                "/etc/ssl/app.example.pem",
                signed.certificate().toString(),
                "/etc/ssl/app.example.key",
                signed.key().toString(),
                "127.0.0.1:8000",
                "127.0.0.1:" + serverPort));
    return start(temporary, port, configuration);
  }

  /// Starts one by a configuration.
  ///
  /// @param port where it is to listen by that
  static Proxy start(Path temporary, int port, String configuration)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(temporary, "nginx");
    Files.writeString(folder.resolve("belfry.conf"), configuration);
    Path main =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxied;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              include belfry.conf;
            }
            """);
    List<String> command =
        List.of("/usr/sbin/nginx", "-p", folder.toString(), "-e", "stderr", "-c", main.toString());
    return Proxy.start(command, port, folder);
  }
}
