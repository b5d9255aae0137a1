package dev.belfry.server.store.inbox;

import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// To whom a notification goes, as bytes: for what is scheduled, and to tell two requests apart.
///
/// @param replaceKey empty for none
record RequestText(Recipients to, Set<UserId> except, String replaceKey) {
  RequestText {
    except = Set.copyOf(except);
  }

  static RequestText of(NotifyRequest request) {
    return new RequestText(request.to(), request.except(), request.replaceKey().orElse(""));
  }

  byte[] encode() {
    return Bytes.of(this::write);
  }

  private void write(DataOutputStream out) throws IOException {
    switch (to) {
      case Recipients.Users(List<UserId> users) -> {
        out.writeByte('u');
        Bytes.writeTexts(out, users.stream().map(UserId::text).toList());
      }
      case Recipients.Followers(ChannelName feed) -> {
        out.writeByte('f');
        Bytes.writeText(out, feed.text());
      }
      case Recipients.Everyone() -> out.writeByte('e');
    }
    Bytes.writeTexts(out, except.stream().map(UserId::text).sorted().toList());
    Bytes.writeText(out, replaceKey);
  }

  static RequestText decode(byte[] bytes) {
    return Bytes.read(
        bytes, in -> new RequestText(recipients(in), Set.copyOf(users(in)), Bytes.readText(in)));
  }

  private static Recipients recipients(DataInputStream in) throws IOException {
    return switch (in.readByte()) {
      case 'u' -> new Recipients.Users(users(in));
      case 'f' -> new Recipients.Followers(new ChannelName(Bytes.readText(in)));
      case 'e' -> new Recipients.Everyone();
      default -> throw new IOException("no recipients");
    };
  }

  private static List<UserId> users(DataInputStream in) throws IOException {
    return Bytes.readTexts(in).stream().map(UserId::new).toList();
  }

  /// The users that it names as recipients, without those left out.
  List<UserId> users() {
    return to instanceof Recipients.Users(List<UserId> all)
        ? all.stream().filter(user -> !except.contains(user)).toList()
        : List.of();
  }

  /// The same without a user.
  RequestText without(UserId user) {
    Recipients others =
        to instanceof Recipients.Users(List<UserId> all)
            ? new Recipients.Users(all.stream().filter(each -> !each.equals(user)).toList())
            : to;
    return new RequestText(
        others,
        except.stream().filter(each -> !each.equals(user)).collect(Collectors.toSet()),
        replaceKey);
  }

  boolean names(UserId user) {
    return except.contains(user)
        || (to instanceof Recipients.Users(List<UserId> all) && all.contains(user));
  }

  /// What two requests with one key have to have in common, beside the notification.
  byte[] digest(byte[] notification) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(encode());
      return sha256.digest(notification);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
