package dev.belfry.cli.doctor;

import dev.belfry.server.config.Host;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Whether the server could listen where it shall, or does already.
final class PortChecks {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final int ANSWER_BYTES = 4_096;

  private final ServerConfig.Server server;

  PortChecks(ServerConfig.Server server) {
    this.server = server;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(port("port", server.host(), server.port(), server.tls().configured()));
    server
        .admin()
        .port()
        .ifPresent(admin -> findings.add(port("admin-port", server.admin().host(), admin, false)));
    return findings;
  }

  private static Finding port(String check, Host host, int port, boolean tls) {
    if (port == 0) {
      return Finding.ok(check, "one that is free when the server starts");
    }
    String named = host + " port " + port;
    InetAddress address;
    try {
      address = InetAddress.getByName(host.text());
    } catch (IOException unknown) {
      return Finding.fail(check, "no address is known for " + host, "another server.host");
    }
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return Finding.ok(check, named + " is free");
    } catch (IOException refused) {
      String reason = String.valueOf(refused.getMessage());
      if (!reason.contains("in use")) {
        return Finding.fail(
            check,
            named + ": " + reason,
            reason.contains("ermission")
                ? "a port from 1024 on, or AmbientCapabilities=CAP_NET_BIND_SERVICE in the unit"
                : "an address of this machine in server.host");
      }
      if (tls) {
        return Finding.ok(check, named + " is in use, by a server that runs already or another");
      }
      return answersAsBelfry(address, port)
          ? Finding.ok(check, "a server of Belfry answers at " + named)
          : Finding.fail(check, named + " is in use by another program", "another server.port");
    }
  }

  private static boolean answersAsBelfry(InetAddress address, int port) {
    InetAddress reached = address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(reached, port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket
          .getOutputStream()
          .write(
              "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readNBytes(ANSWER_BYTES), StandardCharsets.ISO_8859_1);
      return answer.startsWith("HTTP/1.1 ")
          && (answer.contains("{\"status\":") || answer.contains("application/problem+json"));
    } catch (IOException silent) {
      return false;
    }
  }
}
