package dev.belfry.server.config;

/// How sockets are driven.
public enum Transport {
  /// The best that the operating system permits.
  AUTO,
  /// Linux's readiness queue.
  EPOLL,
  /// Linux's completion queue, which containers often forbid.
  IO_URING,
  /// Java's own, everywhere.
  NIO
}
