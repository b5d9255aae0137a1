package dev.belfry.server.edge.http.request;

import java.util.regex.Pattern;

/// The target of a request as a log may have it: without the secrets that its query may hold.
public final class LoggedTarget {
  /// Parameters that nobody should see: a ticket, and what has no place in a URL but is put there.
  private static final Pattern SECRET =
      Pattern.compile("(?i)ticket|token|key|auth|secret|pass|sign|jwt|code|session");

  private static final String HIDDEN = "***";

  private LoggedTarget() {}

  public static String of(String target) {
    int query = target.indexOf('?');
    if (query < 0) {
      return target;
    }
    StringBuilder shown = new StringBuilder(target.length()).append(target, 0, query);
    char before = '?';
    for (String parameter : target.substring(query + 1).split("[&#;]", -1)) {
      int equals = parameter.indexOf('=');
      shown.append(before);
      if (equals >= 0 && isSecret(parameter.substring(0, equals))) {
        shown.append(parameter, 0, equals + 1).append(HIDDEN);
      } else {
        shown.append(parameter);
      }
      before = '&';
    }
    return shown.toString();
  }

  /// A name may be written with percent codes; one that can't be read is better not shown.
  private static boolean isSecret(String name) {
    return SECRET.matcher(name).find()
        || (name.indexOf('%') >= 0
            && PercentCode.decode(name, true)
                .map(plain -> SECRET.matcher(plain).find())
                .orElse(true));
  }
}
