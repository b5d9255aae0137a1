package dev.belfry.server.presence;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.ModelNodes;
import dev.belfry.server.cluster.PresenceTable;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// The presence that an engine keeps, beside the rows of nodes.
final class ModelPresence {
  private static final int LATE_MILLIS_MAX = 10_000;

  private final ModelNodes nodes;
  private final Map<String, Edition> editions = new HashMap<>();

  /// Whether what comes late changes nothing; otherwise a control that must fail.
  boolean fenced = true;

  /// How many batches came.
  long writes;

  private static final class Edition {
    private long batch;
    private final Map<ChannelName, Map<String, String>> rows = new HashMap<>();
  }

  ModelPresence(ModelNodes nodes) {
    this.nodes = nodes;
  }

  /// All is lost.
  void clear() {
    editions.clear();
  }

  private void sweep() {
    editions.keySet().removeIf(id -> !nodes.knows(id.substring(0, id.indexOf('.'))));
  }

  PresenceTable link(ModelNodes.Link link) {
    return new Table(link);
  }

  private final class Table implements PresenceTable {
    private final ModelNodes.Link link;

    private Table(ModelNodes.Link link) {
      this.link = link;
    }

    @Override
    public CompletionStage<?> write(String id, long batch, List<Entry> entries) {
      return link.call(
          LATE_MILLIS_MAX,
          () -> {
            sweep();
            writes++;
            Edition edition = editions.computeIfAbsent(id, _ -> new Edition());
            if (edition.batch < batch || !fenced) {
              edition.batch = batch;
              entries.forEach(entry -> put(edition, entry));
            }
            return true;
          });
    }

    private void put(Edition edition, Entry entry) {
      Map<String, String> rows =
          edition.rows.computeIfAbsent(entry.channel(), _ -> new HashMap<>());
      if (entry.row() == null) {
        rows.remove(entry.user());
      } else {
        rows.put(entry.user(), entry.row());
      }
    }

    @Override
    public CompletionStage<Answer> read(
        Collection<Question> questions, String own, Collection<String> ids) {
      List<String> asked = List.copyOf(ids);
      return link.call(() -> {
        sweep();
        Map<ChannelName, Found> found = new HashMap<>();
        questions.forEach(question -> found.put(question.channel(), found(question, own, asked)));
        return new Answer(nodes.life(), found);
      });
    }

    private Map<String, String> rows(String id, ChannelName channel) {
      Edition edition = editions.get(id);
      return edition == null ? Map.of() : edition.rows.getOrDefault(channel, Map.of());
    }

    private Found found(Question question, String own, List<String> ids) {
      Map<String, Map<String, String>> byEdition = new HashMap<>();
      Set<String> users = new HashSet<>();
      int rows = 0;
      for (String id : ids) {
        Map<String, String> of = rows(id, question.channel());
        byEdition.put(id, Map.copyOf(of));
        users.addAll(of.keySet());
        rows += of.size();
      }
      if (rows <= question.rowsMax()) {
        return new Found.Rows(byEdition);
      }
      users.removeAll(rows(own, question.channel()).keySet());
      return new Found.Count(users.size());
    }

    @Override
    public void end(String id) {
      var _ = link.call(() -> editions.remove(id) != null);
    }

    @Override
    public Optional<Duration> lasting() {
      return Optional.empty();
    }

    @Override
    public CompletionStage<List<ChannelName>> touch(String id, Collection<ChannelName> channels) {
      throw new UnsupportedOperationException("entries last here");
    }
  }
}
