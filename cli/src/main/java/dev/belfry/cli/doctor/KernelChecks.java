package dev.belfry.cli.doctor;

import dev.belfry.server.config.ServerConfig;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bounds that the operating system sets to connections.
final class KernelChecks {
  /// The Java process has its soft limit raised to the hard one, as the server has.
  private static final Pattern DESCRIPTORS =
      Pattern.compile("(?m)^Max open files +\\S+ +(\\d{1,18}|unlimited) ");

  /// What the server keeps for all but clients, and fewer connections than it is content with.
  private static final int RESERVED = 500;

  private static final int FEW_CONNECTIONS = 10_000;

  /// The server asks for this many connections that wait to be accepted.
  private static final int BACKLOG = 4_096;

  private static final long BUFFER_MAX = 1 << 20;
  private static final int FEW_PORTS = 20_000;

  private final Machine machine;
  private final ServerConfig config;

  KernelChecks(Machine machine, ServerConfig config) {
    this.machine = machine;
    this.config = config;
  }

  List<Finding> findings() {
    return List.of(descriptors(), backlog(), buffers(), ephemeralPorts());
  }

  private Finding descriptors() {
    String check = "descriptors";
    Optional<Matcher> limit =
        machine.text("self/limits").map(DESCRIPTORS::matcher).filter(Matcher::find);
    if (limit.isEmpty()) {
      return unknown(check);
    }
    String text = limit.get().group(1);
    if (text.equals("unlimited")) {
      return Finding.ok(check, "as many as wanted");
    }
    long most = Long.parseLong(text);
    long connections = most - Math.min(RESERVED, most / 2);
    int asked = config.limits().connections();
    String found = most + " file descriptors: " + connections + " connections at most";
    if (connections >= (asked > 0 ? asked : FEW_CONNECTIONS)) {
      return Finding.ok(check, found);
    }
    return Finding.warn(
        check,
        found + (asked > 0 ? " of the " + asked + " of limits.connections" : ""),
        "ulimit -n 65536 before the start; LimitNOFILE=65536 in a systemd unit");
  }

  private Finding backlog() {
    String check = "backlog";
    return machine
        .numbers("sys/net/core/somaxconn", 1)
        .map(values ->
            values[0] >= BACKLOG
                ? Finding.ok(check, "net.core.somaxconn is " + values[0])
                : Finding.warn(
                    check,
                    "net.core.somaxconn is "
                        + values[0]
                        + ": when many clients come back at once, some wait a second or more",
                    "sysctl -w net.core.somaxconn=" + BACKLOG))
        .orElseGet(() -> unknown(check));
  }

  /// The third number of each is how large a socket's buffer may grow (tcp(7)).
  private Finding buffers() {
    String check = "tcp-buffers";
    Optional<long[]> read = machine.numbers("sys/net/ipv4/tcp_rmem", 3);
    Optional<long[]> written = machine.numbers("sys/net/ipv4/tcp_wmem", 3);
    if (read.isEmpty() || written.isEmpty()) {
      return unknown(check);
    }
    String found =
        "tcp_rmem up to " + kib(read.get()[2]) + ", tcp_wmem up to " + kib(written.get()[2]);
    return Math.min(read.get()[2], written.get()[2]) >= BUFFER_MAX
        ? Finding.ok(check, found)
        : Finding.warn(
            check,
            found + ": clients that are far away get little at a time",
            "sysctl -w net.ipv4.tcp_rmem='4096 131072 6291456'"
                + " net.ipv4.tcp_wmem='4096 16384 4194304'");
  }

  private static String kib(long bytes) {
    return bytes / 1024 + " KiB";
  }

  /// A proxy on this machine, and clients on it, take one for each connection to the server.
  private Finding ephemeralPorts() {
    String check = "ephemeral-ports";
    Optional<long[]> range = machine.numbers("sys/net/ipv4/ip_local_port_range", 2);
    if (range.isEmpty()) {
      return unknown(check);
    }
    long first = range.get()[0];
    long last = range.get()[1];
    String found = first + " to " + last;
    int port = config.server().port();
    if (port >= first && port <= last && !reserved(port)) {
      return Finding.warn(
          check,
          found + ": port " + port + " is among them, so another program may get it first",
          "sysctl -w net.ipv4.ip_local_reserved_ports=" + port);
    }
    return last - first + 1 >= FEW_PORTS
        ? Finding.ok(check, found)
        : Finding.warn(
            check,
            found + ": a proxy on this machine has at most so many connections to the server",
            "sysctl -w net.ipv4.ip_local_port_range='10240 65535'");
  }

  private boolean reserved(int port) {
    for (String range :
        machine.text("sys/net/ipv4/ip_local_reserved_ports").orElse("").split(",", -1)) {
      String[] ends = range.strip().split("-", -1);
      if (range.matches("\\s*\\d{1,5}(-\\d{1,5})?\\s*")
          && port >= Integer.parseInt(ends[0])
          && port <= Integer.parseInt(ends[ends.length - 1])) {
        return true;
      }
    }
    return false;
  }

  private static Finding unknown(String check) {
    return Finding.ok(check, "this system does not say");
  }
}
