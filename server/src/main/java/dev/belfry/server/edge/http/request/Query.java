package dev.belfry.server.edge.http.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The query of a request target. Only `channel` may be given several times.
public record Query(List<Parameter> parameters) {
  static final Query EMPTY = new Query(List.of());

  private static final String REPEATABLE = "channel";

  record Parameter(String name, String value) {}

  public static Checked<Query> parse(String text) {
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      Optional<Parameter> read =
          PercentCode.decode(name, true)
              .flatMap(n -> PercentCode.decode(value, true).map(v -> new Parameter(n, v)));
      if (read.isEmpty()) {
        return Checked.malformed("the query can't be read");
      }
      if (repeated(parameters, read.get().name())) {
        return Checked.malformed("a parameter of the query is given twice");
      }
      parameters.add(read.get());
    }
    return Checked.good(new Query(List.copyOf(parameters)));
  }

  private static boolean repeated(List<Parameter> parameters, String name) {
    return !name.equals(REPEATABLE) && parameters.stream().anyMatch(p -> p.name().equals(name));
  }

  public boolean has(String name) {
    return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
  }

  public Optional<String> get(String name) {
    return all(name).stream().findFirst();
  }

  public List<String> all(String name) {
    return parameters.stream().filter(p -> p.name().equals(name)).map(Parameter::value).toList();
  }
}
