package dev.belfry.server.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Reads YAML, and so JSON, into entries that know their lines. It builds them from the parser's
/// events: one pass, no object of a type that the text names, and no aliases, so that what is read
/// is never larger than what was written.
final class YamlText {
  private static final int DEPTH_MAX = 16;
  private static final Set<String> ABSENT = Set.of("", "~", "null", "Null", "NULL");

  private final Iterator<Event> events;
  private final IntFunction<Origin> originOfLine;

  private YamlText(String text, IntFunction<Origin> originOfLine) {
    this.events = new Parse(LoadSettings.builder().build()).parseString(text).iterator();
    this.originOfLine = originOfLine;
  }

  /// Reads one document; empty where the text holds none or is broken, which is then a problem.
  ///
  /// @param originOfLine names a line, the first being 1
  static Optional<Entry> read(
      String text, String key, IntFunction<Origin> originOfLine, List<Problem> problems) {
    try {
      return new YamlText(text, originOfLine).document();
    } catch (Refused refused) {
      problems.add(new Problem(key, refused.origin, refused.wrong, refused.allowed));
    } catch (MarkedYamlEngineException broken) {
      int line = broken.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(notYaml(key, originOfLine.apply(line), broken.getProblem()));
    } catch (YamlEngineException broken) {
      problems.add(notYaml(key, originOfLine.apply(1), String.valueOf(broken.getMessage())));
    }
    return Optional.empty();
  }

  private static Problem notYaml(String key, Origin origin, String reason) {
    String sentence = reason.strip().replaceAll("\\s+", " ");
    return new Problem(key, origin, "is not YAML: " + sentence, "YAML 1.2");
  }

  private Optional<Entry> document() {
    Optional<Entry> root = Optional.empty();
    while (events.hasNext()) {
      Event event = events.next();
      switch (event.getEventId()) {
        case StreamStart, StreamEnd, DocumentStart, DocumentEnd, Comment -> {}
        case Scalar, SequenceStart, MappingStart, Alias -> {
          if (root.isPresent()) {
            throw new Refused(origin(event), "is a second document", "one document");
          }
          root = Optional.of(entry(event, 0));
        }
        case SequenceEnd, MappingEnd -> throw new IllegalStateException("unbalanced " + event);
      }
    }
    return root;
  }

  private Entry entry(Event event, int depth) {
    if (depth > DEPTH_MAX) {
      String allowed = "at most " + DEPTH_MAX + " levels";
      throw new Refused(origin(event), "is nested too deeply", allowed);
    }
    return switch (event) {
      case ScalarEvent scalar -> {
        boolean absent = scalar.isPlain() && ABSENT.contains(scalar.getValue());
        yield new Entry.Scalar(scalar.getValue(), absent, origin(event));
      }
      default ->
          switch (event.getEventId()) {
            case SequenceStart -> sequence(event, depth);
            case MappingStart -> mapping(event, depth);
            default ->
                throw new Refused(
                    origin(event), "uses an alias", "the value itself, written in full");
          };
    };
  }

  private Entry.Sequence sequence(Event start, int depth) {
    var items = new ArrayList<Entry>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      items.add(entry(next, depth + 1));
    }
    return new Entry.Sequence(items, origin(start));
  }

  private Entry.Mapping mapping(Event start, int depth) {
    var members = new ArrayList<Entry.Member>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (!(next instanceof ScalarEvent key)) {
        throw new Refused(origin(next), "has a key that is not a word", "a word as the key");
      }
      members.add(new Entry.Member(key.getValue(), origin(key), entry(events.next(), depth + 1)));
    }
    return new Entry.Mapping(members, origin(start));
  }

  private Origin origin(Event event) {
    return originOfLine.apply(event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
  }

  /// What this reader does not take, though it is YAML. Never leaves this class.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Origin origin;
    private final String wrong;
    private final String allowed;

    Refused(Origin origin, String wrong, String allowed) {
      super(wrong, null, false, false);
      this.origin = origin;
      this.wrong = wrong;
      this.allowed = allowed;
    }
  }
}
