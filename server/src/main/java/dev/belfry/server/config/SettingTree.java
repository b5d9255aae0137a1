package dev.belfry.server.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The keys of a record and of the records in it, read from its components once.
///
/// @param type the record
/// @param leaves what holds a value, by key, in the order of the components
/// @param groups what holds further keys, by key
record SettingTree(
    Class<? extends Record> type, Map<String, Leaf> leaves, Map<String, Setting> groups) {

  /// A key that holds a value.
  record Leaf(String key, Setting setting, Shape shape) {
    /// The environment variable that sets it: `BELFRY_LIMITS_HEADER_BLOCK`.
    String environmentName() {
      return "BELFRY_" + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
  }

  /// How many values a key holds, of what kind.
  sealed interface Shape {
    /// Exactly one.
    record One(Kind<?> kind) implements Shape {}

    /// One or none.
    record Perhaps(Kind<?> kind) implements Shape {}

    /// A list of them.
    record Several(Kind<?> kind) implements Shape {}

    /// A list of records.
    record Rules(SettingTree tree) implements Shape {}
  }

  static SettingTree of(Class<? extends Record> type) {
    var tree = new SettingTree(type, new LinkedHashMap<>(), new LinkedHashMap<>());
    tree.add(type, "");
    return tree;
  }

  private void add(Class<?> record, String prefix) {
    for (RecordComponent component : record.getRecordComponents()) {
      String key = prefix + keyOf(component);
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new IllegalStateException(key + " has no @Setting");
      }
      if (isGroup(component)) {
        groups.put(key, setting);
        add(component.getType(), key + ".");
      } else {
        leaves.put(key, new Leaf(key, setting, shapeOf(component)));
      }
    }
  }

  /// Whether any of the keys holds what is never shown.
  boolean hasSecret() {
    return leaves.values().stream().anyMatch(leaf -> isSecret(leaf.shape()));
  }

  private static boolean isSecret(Shape shape) {
    return switch (shape) {
      case Shape.One(Kind<?> kind) -> kind.secret();
      case Shape.Perhaps(Kind<?> kind) -> kind.secret();
      case Shape.Several(Kind<?> kind) -> kind.secret();
      case Shape.Rules(SettingTree rules) -> rules.hasSecret();
    };
  }

  /// A record that is not itself a kind of value holds further keys.
  static boolean isGroup(RecordComponent component) {
    return component.getType().isRecord() && Kind.of(component.getType()).isEmpty();
  }

  static String keyOf(RecordComponent component) {
    String name = component.getName();
    var key = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      key.append(Character.isUpperCase(c) ? "-" : "").append(Character.toLowerCase(c));
    }
    return key.toString();
  }

  private static Shape shapeOf(RecordComponent component) {
    if (!(component.getGenericType() instanceof ParameterizedType generic)) {
      return new Shape.One(kindOf(component.getType()));
    }
    Class<?> element = elementOf(generic);
    if (component.getType() == Optional.class) {
      return new Shape.Perhaps(kindOf(element));
    }
    Optional<Kind<?>> kind = Kind.of(element);
    return kind.isPresent()
        ? new Shape.Several(kind.get())
        : new Shape.Rules(of(element.asSubclass(Record.class)));
  }

  private static Class<?> elementOf(ParameterizedType generic) {
    Type element = generic.getActualTypeArguments()[0];
    return (Class<?>) element;
  }

  private static Kind<?> kindOf(Class<?> type) {
    return Kind.of(type).orElseThrow(() -> new IllegalStateException("no kind of value: " + type));
  }

  /// The record that holds these values, each under its key.
  Record assemble(Map<String, Object> values) {
    return assemble(type, "", values);
  }

  private static Record assemble(Class<?> record, String prefix, Map<String, Object> values) {
    RecordComponent[] components = record.getRecordComponents();
    var types = new Class<?>[components.length];
    var arguments = new ArrayList<Object>();
    for (int i = 0; i < components.length; i++) {
      String key = prefix + keyOf(components[i]);
      types[i] = components[i].getType();
      arguments.add(
          isGroup(components[i])
              ? assemble(components[i].getType(), key + ".", values)
              : valueOf(key, values));
    }
    return construct(record, types, arguments);
  }

  private static Object valueOf(String key, Map<String, Object> values) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("no value for " + key);
    }
    return value;
  }

  private static Record construct(Class<?> record, Class<?>[] types, List<Object> arguments) {
    try {
      return (Record) record.getDeclaredConstructor(types).newInstance(arguments.toArray());
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException("can't make a " + record, broken);
    }
  }
}
