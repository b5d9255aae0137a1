package dev.belfry.server.config;

import dev.belfry.server.config.SettingTree.Leaf;
import dev.belfry.server.config.SettingTree.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Gathers the values of one tree of keys from its sources, the weakest first: what is read later
/// replaces what was read before. What can't be read is a problem, and the reading goes on.
final class Binder {
  private final SettingTree tree;
  private final String place;
  private final Map<String, Origin> origins;
  private final List<Problem> problems;
  private final Map<String, Object> values = new HashMap<>();

  /// @param place what stands before each key in problems and origins: `channels[0].`, or nothing
  Binder(SettingTree tree, String place, Map<String, Origin> origins, List<Problem> problems) {
    this.tree = tree;
    this.place = place;
    this.origins = origins;
    this.problems = problems;
  }

  /// Reads the defaults.
  void readDefaults() {
    for (Leaf leaf : tree.leaves().values()) {
      if (leaf.shape() instanceof Shape.Perhaps) {
        values.put(leaf.key(), Optional.empty());
      } else if (!(leaf.shape() instanceof Shape.One) || !leaf.setting().standard().isEmpty()) {
        read(leaf, Entry.text(leaf.setting().standard(), Origin.DEFAULT));
      }
    }
  }

  /// Reads the keys of a mapping and of the mappings in it.
  void readMapping(Entry.Mapping mapping) {
    readMapping(mapping, "", new HashMap<>());
  }

  private void readMapping(Entry.Mapping mapping, String prefix, Map<String, Origin> seen) {
    for (Entry.Member member : mapping.members()) {
      String key = prefix + member.key();
      Origin before = seen.putIfAbsent(key, member.origin());
      if (before != null) {
        problem(key, member.origin(), "is written a second time", "once; the first is " + before);
      } else {
        readMember(key, member, seen);
      }
    }
  }

  private void readMember(String key, Entry.Member member, Map<String, Origin> seen) {
    Leaf leaf = tree.leaves().get(key);
    if (leaf == null && !tree.groups().containsKey(key)) {
      unknown(key, member.origin());
      return;
    }
    switch (member.value()) {
      case Entry.Scalar scalar when scalar.absent() -> {}
      case Entry value when leaf != null -> read(leaf, value);
      case Entry.Mapping inner -> readMapping(inner, key + ".", seen);
      case Entry other -> problem(key, other.origin(), "is " + noun(other), keysBelow(key));
    }
  }

  private String keysBelow(String group) {
    List<String> keys =
        tree.leaves().keySet().stream()
            .filter(key -> key.startsWith(group + "."))
            .map(key -> key.substring(group.length() + 1))
            .toList();
    return "keys below it: " + String.join(", ", keys);
  }

  /// Reports a key that does not exist.
  void unknown(String key, Origin origin) {
    Set<String> known = new LinkedHashSet<>(tree.leaves().keySet());
    known.addAll(tree.groups().keySet());
    problem(key, origin, "is no known key", "`" + Nearest.to(key, known) + "` is the nearest");
  }

  /// Reads the value of one key.
  void read(Leaf leaf, Entry entry) {
    Optional<?> value =
        switch (leaf.shape()) {
          case Shape.One(Kind<?> kind) -> readOne(leaf, kind, entry);
          case Shape.Perhaps(Kind<?> kind) -> readOne(leaf, kind, entry).<Object>map(Optional::of);
          case Shape.Several(Kind<?> kind) -> readSeveral(leaf, kind, entry);
          case Shape.Rules(SettingTree rules) -> readRules(leaf, rules, entry);
        };
    value.ifPresent(read -> keep(leaf.key(), read, entry.origin()));
  }

  private void keep(String key, Object value, Origin origin) {
    values.put(key, value);
    origins.put(place + key, origin);
  }

  private Optional<?> readOne(Leaf leaf, Kind<?> kind, Entry entry) {
    String allowed = kind.allowed(leaf.setting());
    if (!(entry instanceof Entry.Scalar scalar)) {
      problem(leaf.key(), entry.origin(), "is " + noun(entry), allowed);
      return Optional.empty();
    }
    Optional<?> value = kind.read(scalar.text().strip(), leaf.setting());
    if (value.isEmpty()) {
      String wrong =
          scalar.text().isBlank() ? "is empty" : "can't be " + kind.repeated(scalar.text());
      problem(leaf.key(), entry.origin(), wrong, allowed);
    }
    return value;
  }

  private Optional<List<Object>> readSeveral(Leaf leaf, Kind<?> kind, Entry entry) {
    List<Entry> items =
        switch (entry) {
          case Entry.Sequence sequence -> sequence.items();
          case Entry.Scalar scalar -> splitAtCommas(scalar);
          case Entry.Mapping mapping -> List.of(mapping);
        };
    var read = new ArrayList<Object>();
    for (Entry item : items) {
      readOne(leaf, kind, item).ifPresent(read::add);
    }
    return read.size() == items.size() ? Optional.of(List.copyOf(read)) : Optional.empty();
  }

  private static List<Entry> splitAtCommas(Entry.Scalar scalar) {
    return Stream.of(scalar.text().split(","))
        .filter(item -> !item.isBlank())
        .<Entry>map(item -> Entry.text(item, scalar.origin()))
        .toList();
  }

  private Optional<List<Record>> readRules(Leaf leaf, SettingTree rules, Entry entry) {
    origins.keySet().removeIf(key -> key.startsWith(place + leaf.key() + "["));
    return switch (entry) {
      case Entry.Scalar scalar when scalar.text().isBlank() -> Optional.of(List.of());
      case Entry.Scalar scalar ->
          YamlText.read(scalar.text(), leaf.key(), _ -> scalar.origin(), problems)
              .filter(read -> isNoScalar(leaf, rules, read))
              .flatMap(read -> readRules(leaf, rules, read));
      case Entry.Sequence sequence -> readRuleList(leaf, rules, sequence);
      case Entry.Mapping mapping -> {
        problem(leaf.key(), mapping.origin(), "is " + noun(mapping), "a list of rules");
        yield Optional.empty();
      }
    };
  }

  /// Text that is read as YAML must hold more than a text, or reading it would never end.
  private boolean isNoScalar(Leaf leaf, SettingTree rules, Entry read) {
    if (read instanceof Entry.Scalar scalar) {
      String written = rules.hasSecret() ? "a text" : "`" + scalar.text() + "`";
      String wrong = "can't be " + written;
      problem(leaf.key(), read.origin(), wrong, "a list of rules, as YAML or JSON");
      return false;
    }
    return true;
  }

  private Optional<List<Record>> readRuleList(
      Leaf leaf, SettingTree rules, Entry.Sequence sequence) {
    var read = new ArrayList<Record>();
    for (int i = 0; i < sequence.items().size(); i++) {
      String key = leaf.key() + "[" + i + "]";
      Entry item = sequence.items().get(i);
      if (item instanceof Entry.Mapping mapping) {
        new Binder(rules, place + key + ".", origins, problems)
            .readRule(mapping)
            .ifPresent(read::add);
      } else {
        String allowed = "the keys of a rule: " + String.join(", ", rules.leaves().keySet());
        problem(key, item.origin(), "is " + noun(item), allowed);
      }
    }
    return read.size() == sequence.items().size()
        ? Optional.of(List.copyOf(read))
        : Optional.empty();
  }

  private Optional<Record> readRule(Entry.Mapping mapping) {
    int problemsBefore = problems.size();
    readDefaults();
    readMapping(mapping);
    if (problems.size() > problemsBefore) {
      return Optional.empty();
    }
    for (Leaf leaf : tree.leaves().values()) {
      if (!values.containsKey(leaf.key()) && leaf.shape() instanceof Shape.One(Kind<?> kind)) {
        problem(leaf.key(), mapping.origin(), "is missing", kind.allowed(leaf.setting()));
      }
    }
    return problems.size() > problemsBefore ? Optional.empty() : Optional.of(assemble());
  }

  private void problem(String key, Origin origin, String wrong, String allowed) {
    problems.add(new Problem(place + key, origin, wrong, allowed));
  }

  private static String noun(Entry entry) {
    return switch (entry) {
      case Entry.Scalar _ -> "a single value";
      case Entry.Sequence _ -> "a list";
      case Entry.Mapping _ -> "a mapping";
    };
  }

  /// What was read for a key; empty where nothing could be.
  <T> Optional<T> value(String key, Class<T> type) {
    return Optional.ofNullable(values.get(key)).map(type::cast);
  }

  /// The record; only where there was no problem.
  Record assemble() {
    return tree.assemble(values);
  }
}
