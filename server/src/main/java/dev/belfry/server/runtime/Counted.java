package dev.belfry.server.runtime;

/// What a loop counts. Totals only grow; the others say how many there are now.
public enum Counted {
  /// Messages accepted from publishers, once each; those published before with the same key too.
  PUBLISHES,
  /// Messages handed to subscribers, once for each.
  DELIVERIES,
  /// Bytes that sockets brought, without TLS.
  BYTES_IN,
  /// Bytes given to sockets, without TLS.
  BYTES_OUT,
  /// Subscriptions that were live and could not take a message, and read on by themselves.
  FALLS_BEHIND,
  /// Subscriptions that were behind and reached the live stream.
  CATCH_UPS,
  /// Gaps that subscribers were told of.
  GAPS,
  /// Calls that ask to notify users, and were accepted.
  NOTIFIES,
  /// Marks of inboxes that were accepted.
  MARKS,
  /// Subscriptions that there are now.
  SUBSCRIPTIONS,
  /// Subscriptions that are behind now.
  BEHIND,
  /// How many connections there may be.
  CONNECTIONS_MAX,
  /// Users whose inbox is watched now.
  WATCHED_USERS,
  /// Bytes that wait for slow clients now.
  OUTBOX_BYTES,
  /// How many bytes may wait for slow clients.
  OUTBOX_BYTES_MAX,
  /// Bytes received that are not whole, not taken or not answered now.
  INCOMING_BYTES,
  /// What subscriptions cost now, in bytes.
  SUBSCRIPTION_BYTES
}
