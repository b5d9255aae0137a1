package dev.belfry.server.metrics;

import java.util.List;

/// Everything that the server measures of itself, beside what the library tells of the JVM and the
/// process. `docs/reference/metrics.md` has the same. No label is anything that a client may
/// choose.
enum Metric {
  INFO("belfry", Type.INFO, "The version that runs", "version"),

  CONNECTIONS(
      "belfry_connections",
      Type.GAUGE,
      "Connections now, by what is spoken and on what",
      "kind",
      "carrier"),
  CONNECTIONS_MAX("belfry_connections_max", Type.GAUGE, "How many connections there may be"),
  USERS("belfry_users", Type.GAUGE, "Users that are connected now"),
  CHANNELS("belfry_channels", Type.GAUGE, "Channels that this node has in mind now"),
  SUBSCRIPTIONS("belfry_subscriptions", Type.GAUGE, "Subscriptions now"),
  SUBSCRIPTIONS_BEHIND(
      "belfry_subscriptions_behind",
      Type.GAUGE,
      "Subscriptions that are behind now, and read on by themselves"),

  PUBLISHES("belfry_publishes", Type.COUNTER, "Messages accepted from publishers at this node"),
  DELIVERIES("belfry_deliveries", Type.COUNTER, "Messages handed to subscribers, once for each"),
  RECEIVED_BYTES("belfry_received_bytes", Type.COUNTER, "Bytes that sockets brought, without TLS"),
  SENT_BYTES(
      "belfry_sent_bytes",
      Type.COUNTER,
      "Bytes given to sockets, without TLS and the heads of HTTP"),
  FALLS_BEHIND(
      "belfry_falls_behind",
      Type.COUNTER,
      "Subscriptions that were live and could not take a message"),
  CATCH_UPS(
      "belfry_catch_ups",
      Type.COUNTER,
      "Subscriptions that were behind and reached the live stream"),
  GAPS("belfry_gaps", Type.COUNTER, "Gaps that subscribers were told of"),

  REFUSALS(
      "belfry_refusals",
      Type.COUNTER,
      "Requests and commands that were refused",
      "surface",
      "code"),
  CLOSES(
      "belfry_closes",
      Type.COUNTER,
      "WebSockets and event streams that the server ended, by close code",
      "code"),
  ADMISSIONS(
      "belfry_admissions",
      Type.COUNTER,
      "Clients whose identity was settled, and what came of it",
      "by",
      "outcome"),

  NOTIFIES("belfry_notifies", Type.COUNTER, "Notifications accepted at this node"),
  MARKS("belfry_marks", Type.COUNTER, "Marks of inboxes accepted at this node"),
  WATCHED_USERS(
      "belfry_watched_users",
      Type.GAUGE,
      "Users whose inbox is watched now, once for each event loop"),

  OUTBOX_BYTES("belfry_outbox_bytes", Type.GAUGE, "Bytes that wait for slow clients now"),
  OUTBOX_BYTES_MAX(
      "belfry_outbox_bytes_max",
      Type.GAUGE,
      "How many bytes may wait for slow clients: limits.outboxes"),
  INCOMING_BYTES(
      "belfry_incoming_bytes",
      Type.GAUGE,
      "Bytes received that are not whole, not taken or not answered now"),
  SUBSCRIPTION_BYTES("belfry_subscription_bytes", Type.GAUGE, "What subscriptions cost now"),
  LOOP_TASKS("belfry_loop_tasks", Type.GAUGE, "Tasks that wait for event loops now"),
  LOOP_LAG(
      "belfry_loop_lag_seconds",
      Type.HISTOGRAM,
      "How late event loops come to a task that is due, once a second for each"),

  LOOP_SILENCE(
      "belfry_loop_silence_seconds",
      Type.GAUGE,
      "For how long the most silent event loop has done nothing; from 10 on it hangs"),
  PROBE(
      "belfry_probe_seconds",
      Type.HISTOGRAM,
      "How long it takes until what the server publishes to itself reaches all event loops",
      "store"),
  PROBE_SILENCE(
      "belfry_probe_silence_seconds",
      Type.GAUGE,
      "How long ago such a message came back; beyond 10 the server is not ready",
      "store"),

  STORE_COMMIT(
      "belfry_store_commit_seconds",
      Type.HISTOGRAM,
      "How long it takes until what is appended is kept",
      "store"),
  STORE_GROUP(
      "belfry_store_group_messages",
      Type.HISTOGRAM,
      "Messages that are kept with one commit",
      "store"),
  STORE_WAITING(
      "belfry_store_waiting", Type.GAUGE, "Appends that the store has yet to answer now", "store"),
  STORE_WAITING_BYTES("belfry_store_waiting_bytes", Type.GAUGE, "What those come to", "store"),

  BUS_SIGNALS("belfry_bus_signals", Type.COUNTER, "Signals of engines that something was appended"),
  BUS_GAPS(
      "belfry_bus_gaps", Type.COUNTER, "How often signals were missing, or could not be trusted"),
  BUS_CATCH_UP_READS(
      "belfry_bus_catch_up_reads", Type.COUNTER, "Reads of what signals did not bring"),
  BUS_ROUND_TRIP(
      "belfry_bus_round_trip_seconds", Type.GAUGE, "How long an engine takes to answer, of late");

  /// What is done with the numbers.
  enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO
  }

  private final String base;
  private final Type type;
  private final String help;

  /// With commas between them: an enum holds nothing that could change.
  private final String labels;

  Metric(String base, Type type, String help, String... labels) {
    this.base = base;
    this.type = type;
    this.help = help;
    this.labels = String.join(",", labels);
  }

  /// The name without what its type puts behind it.
  String base() {
    return base;
  }

  /// The name as it is written in an expression.
  String exposed() {
    return switch (type) {
      case COUNTER -> base + "_total";
      case INFO -> base + "_info";
      case GAUGE, HISTOGRAM -> base;
    };
  }

  Type type() {
    return type;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels.isEmpty() ? List.of() : List.of(labels.split(","));
  }
}
