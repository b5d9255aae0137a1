package dev.belfry.server;

import dev.belfry.server.cluster.Cluster;
import dev.belfry.server.cluster.Hint;
import dev.belfry.server.cluster.HintListener;
import dev.belfry.server.inbox.SharedInboxes;
import java.util.List;

/// Carries what nodes tell one another of inboxes, as hints.
final class InboxHints {
  private static final String SUBJECT = "inbox";

  private InboxHints() {}

  static void join(Cluster cluster, SharedInboxes inboxes) {
    cluster.hear(
        SUBJECT,
        new HintListener() {
          @Override
          public void told(Hint hint) {
            inboxes.heard(List.of(hint.text().split("\n")));
          }

          @Override
          public void doubtful() {
            inboxes.doubtful();
          }
        });
    inboxes.tellOthers(lines -> tell(cluster, lines));
  }

  /// As few hints as hold them.
  private static void tell(Cluster cluster, List<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (!text.isEmpty() && text.length() + line.length() >= SharedInboxes.LINE_MAX) {
        cluster.tell(SUBJECT, text.toString());
        text.setLength(0);
      }
      text.append(text.isEmpty() ? "" : "\n").append(line);
    }
    if (!text.isEmpty()) {
      cluster.tell(SUBJECT, text.toString());
    }
  }
}
