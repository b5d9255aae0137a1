package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import java.util.ArrayList;
import java.util.List;

/// The rows that something is done with: those of one transaction are locked and read together, in
/// one order, before anything is done. Filled by one thread, then only read.
final class Needs {
  private static final int BYTES = 200;
  private static final int ROW_BYTES = 64;

  /// Items of a user.
  record Items(UserId user, List<Ulid> ids) {}

  private final List<UserId> users = new ArrayList<>();
  private final List<UserId> known = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<ChannelName> feeds = new ArrayList<>();
  private final List<Long> feedNumbers = new ArrayList<>();
  private final List<Items> items = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private int dataBytes;

  static Needs none() {
    return new Needs();
  }

  /// A user, who is known from then on.
  Needs user(UserId user) {
    users.add(user);
    return this;
  }

  Needs users(List<UserId> more) {
    users.addAll(more);
    return this;
  }

  /// A user, where known.
  Needs ifKnown(UserId user) {
    known.add(user);
    return this;
  }

  /// Users by the numbers of their rows, where they still are.
  Needs people(List<Long> more) {
    numbers.addAll(more);
    return this;
  }

  /// A feed that is written to, and made where it is not there.
  Needs feed(ChannelName feed) {
    feeds.add(feed);
    return this;
  }

  /// A feed that is written to, by its number.
  Needs feed(long number) {
    feedNumbers.add(number);
    return this;
  }

  Needs items(UserId user, List<Ulid> ids) {
    items.add(new Items(user, ids));
    return user(user);
  }

  /// A name for what no two do at once.
  Needs key(String key) {
    keys.add(key);
    return this;
  }

  /// Counts what is carried along.
  Needs data(int bytes) {
    dataBytes += bytes;
    return this;
  }

  List<UserId> users() {
    return users;
  }

  List<UserId> known() {
    return known;
  }

  List<Long> numbers() {
    return numbers;
  }

  List<ChannelName> feeds() {
    return feeds;
  }

  List<Long> feedNumbers() {
    return feedNumbers;
  }

  List<Items> items() {
    return items;
  }

  List<String> keys() {
    return keys;
  }

  int bytes() {
    int rows = users.size() + known.size() + numbers.size();
    for (Items each : items) {
      rows += each.ids().size();
    }
    return BYTES + dataBytes + ROW_BYTES * rows;
  }
}
