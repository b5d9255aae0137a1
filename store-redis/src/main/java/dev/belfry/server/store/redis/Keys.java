package dev.belfry.server.store.redis;

import dev.belfry.server.channel.ChannelName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The names of keys. Those of one channel have its partition as their tag, so that a script finds
/// them all in one slot; partitions are fixed, so that what is scheduled for many channels lies in
/// few keys.
record Keys(String prefix) {
  static final int PARTITIONS = 1_024;

  /// The partition of what belongs to no channel.
  static final int OF_ALL = 0;

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static int partition(ChannelName channel) {
    int hash = channel.text().hashCode();
    return Math.floorMod(hash ^ (hash >>> 16), PARTITIONS);
  }

  private byte[] in(int partition, String rest) {
    return bytes(prefix + "{b" + partition + "}" + rest);
  }

  private byte[] of(ChannelName channel, String kind) {
    return in(partition(channel), kind + ":" + channel.text());
  }

  /// The three keys of a channel: meta, stream, replaced.
  List<byte[]> channel(ChannelName channel) {
    List<byte[]> keys = new ArrayList<>(3);
    keys.add(of(channel, "c"));
    keys.add(of(channel, "s"));
    keys.add(of(channel, "r"));
    return keys;
  }

  /// Where an idempotency key of a channel is kept.
  byte[] idempotency(ChannelName channel, String key) {
    return in(partition(channel), "i:" + channel.text() + " " + key);
  }

  /// Where appends to a channel are signalled.
  String signal(ChannelName channel) {
    return signalPrefix(partition(channel)) + channel.text();
  }

  private String signalPrefix(int partition) {
    return prefix + "{b" + partition + "}m:";
  }

  /// The channel whose signals come there.
  ChannelName channelOf(String signal) {
    return new ChannelName(signal.substring(signal.indexOf("}m:") + "}m:".length()));
  }

  /// What is due in a partition, by its time, and what is kept of it.
  List<byte[]> schedule(int partition) {
    List<byte[]> keys = new ArrayList<>(3);
    keys.add(in(partition, "due"));
    keys.add(in(partition, "planned"));
    return keys;
  }

  /// The partitions that anything was ever scheduled in, kept in `OF_ALL`.
  byte[] partitionsWithSchedule() {
    return in(OF_ALL, "scheduled");
  }

  /// Who was told to go: how far that is, the users, and their order.
  List<byte[]> disconnections() {
    return List.of(control("state"), control("users"), control("order"));
  }

  /// Where it is kept that something was used.
  byte[] claim(String id) {
    return control("used:" + id);
  }

  /// When nodes that count connections were last heard of.
  byte[] countingNodes() {
    return control("nodes");
  }

  /// How many connections a user has at each node.
  byte[] connections(String user) {
    return control("of:" + user);
  }

  /// Where it is kept what nodes have agreed on.
  byte[] agreed(String name) {
    return control("agreed:" + name);
  }

  private byte[] control(String rest) {
    return in(OF_ALL, "control:" + rest);
  }

  /// When the leases of nodes end, and what the nodes say of themselves.
  List<byte[]> nodes() {
    return List.of(in(OF_ALL, "nodes:until"), in(OF_ALL, "nodes:state"));
  }

  /// Who is present in a channel, as a node has written it in an edition.
  byte[] presence(ChannelName channel, String edition) {
    return in(partition(channel), "p:" + channel.text() + " " + edition);
  }

  /// Where nodes give hints.
  String hints() {
    return prefix + "{b" + OF_ALL + "}hints";
  }

  /// What only one node uses: where it hears itself.
  String own(int partition, String node) {
    return prefix + "{b" + partition + "}node:" + node;
  }
}
