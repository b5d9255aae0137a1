package dev.belfry.server.auth;

import java.util.Arrays;

/// Whether a principal may do something, written apart from [Permissions]: on words, by the
/// sentences of the reference, knowing nothing of its types.
///
/// @param rule `anyone`, `token` or `backend`, or `open` where no identity is configured
/// @param who `nobody`, `program`, or `user` or `key` with what it is allowed: `user 42
///   subscribe=a`
public record PermissionOracle(String rule, String who) {
  public boolean may(String action, String channel) {
    if (who.equals("program")) {
      return true;
    }
    if (action.equals("notify") || action.equals("admin")) {
      return isKey() ? has(action, channel) : rule.equals("open");
    }
    boolean write = action.matches("publish|schedule|cancel");
    boolean actions = rule.equals("open") && channel.equals("@actions");
    if (actions && !write) {
      return true;
    }
    boolean ours = isKey() || channel.equals(ownChannel());
    if (channel.startsWith("@") && (write || !ours)) {
      return false;
    }
    if (!channel.startsWith("@") && rule.matches("anyone|open")) {
      return true;
    }
    if (who.equals("nobody") || (rule.equals("backend") && !isKey())) {
      return false;
    }
    if (write) {
      return has("publish", channel);
    }
    if (isKey()) {
      return has("subscribe", channel) || (!action.equals("subscribe") && has("read", channel));
    }
    return has(who.contains(action + "=") ? action : "subscribe", channel);
  }

  private boolean isKey() {
    return who.startsWith("key");
  }

  private String ownChannel() {
    return who.startsWith("user") ? "@user/" + who.split(" ")[1] : "";
  }

  private boolean has(String grant, String channel) {
    return Arrays.stream(who.split(" "))
        .filter(word -> word.startsWith(grant + "="))
        .flatMap(word -> Arrays.stream(word.substring(grant.length() + 1).split(",")))
        .anyMatch(shape -> shape.equals("ALL") || matches(shape, channel));
  }

  private static boolean matches(String shape, String channel) {
    return shape.endsWith("*")
        ? channel.startsWith(shape.substring(0, shape.length() - 1))
            && channel.startsWith("@") == shape.startsWith("@")
        : shape.equals(channel);
  }
}
