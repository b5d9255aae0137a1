package dev.belfry.server.store.postgresql;

/// The calls of the schema's functions, as one node makes them.
///
/// @param schema where the functions are
/// @param node which node this is
record Statements(String schema, String node, long idempotencyAgeMillis) {
  private String call(String function, int parameters) {
    return "SELECT * FROM "
        + schema
        + "."
        + function
        + "("
        + "?, ".repeat(parameters - 1)
        + "?".repeat(Math.min(parameters, 1))
        + ")";
  }

  String append() {
    return call("append_v1", 14);
  }

  String due() {
    return call("due_v1", 4);
  }

  String read() {
    return call("read_v1", 5);
  }

  String states() {
    return call("states_v1", 1);
  }

  String beforeLast() {
    return call("before_last_v1", 3);
  }

  String beforeAge() {
    return call("before_age_v1", 3);
  }

  String schedule() {
    return call("schedule_group_v1", 17);
  }

  String scheduled() {
    return call("scheduled_v1", 1);
  }

  String cancel() {
    return call("cancel_v1", 1);
  }

  String trim() {
    return call("trim_v1", 2);
  }

  String retain() {
    return call("retain_v1", 3);
  }

  String expire() {
    return call("expire_v1", 2);
  }

  String signal() {
    return call("signal_v1", 1);
  }

  String disconnect() {
    return call("disconnect_v1", 3);
  }

  String disconnections() {
    return call("disconnections_v1", 3);
  }

  String claim() {
    return call("claim_v1", 2);
  }

  String connections() {
    return call("connections_v1", 4);
  }

  String agree() {
    return call("agree_v1", 2);
  }

  String nodes() {
    return "SELECT * FROM " + schema + ".nodes_v1()";
  }

  String writeNode() {
    return call("write_node_v1", 4);
  }

  String removeNode() {
    return call("remove_node_v1", 1);
  }

  String sweepNodes() {
    return call("sweep_nodes_v1", 1);
  }

  String writePresence() {
    return call("write_presence_v1", 5);
  }

  String readPresence() {
    return call("read_presence_v1", 6);
  }

  String endPresence() {
    return call("end_presence_v1", 1);
  }

  String sweepPresence() {
    return call("sweep_presence_v1", 1);
  }

  String hint() {
    return call("hint_v1", 1);
  }

  /// Where nodes give hints.
  String hints() {
    return schema + "_hints";
  }

  String listen() {
    return "LISTEN " + schema + "_signals; LISTEN " + hints();
  }
}
