package dev.belfry.protocol;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A mark of items: `{"as","ids","at"?}`, `{"as","all","at"?}` or, for snoozed ones,
/// `{"as","ids","until"}`. Over HTTP `as` stands in the path.
///
/// @param at when it was made, where that is some time ago: a later mark of the same item wins;
///   null for now
/// @param until for snoozed ones, until when: a length of time such as `3h`, or a time of RFC 3339;
///   null for others
public record InboxMark(MarkWord as, Target target, @Nullable Instant at, @Nullable String until) {
  /// The most ids of one mark.
  public static final int IDS_MAX = 1_000;

  /// Which items.
  public sealed interface Target {
    /// Those with these ids.
    record Ids(List<String> ids) implements Target {
      public Ids {
        ids = List.copyOf(ids);
        if (ids.isEmpty() || ids.size() > IDS_MAX) {
          throw new IllegalArgumentException("ids has 1 to " + IDS_MAX + " ids");
        }
      }
    }

    /// All that a filter lets through, up to an item.
    ///
    /// @param through the newest that is meant; null for the newest there is
    record All(InboxSelection of, @Nullable InboxPlace through) implements Target {}
  }

  public InboxMark {
    if (target instanceof Target.All && !as.ofAll()) {
      throw new IllegalArgumentException("items are " + as.word() + " by their ids");
    }
    if ((as == MarkWord.SNOOZED) != (until != null)) {
      throw new IllegalArgumentException("until is given with snoozed items, and with no others");
    }
    if (!as.ofAll() && at != null) {
      throw new IllegalArgumentException("items are " + as.word() + " now, without at");
    }
  }

  /// A mark that is made now.
  public static InboxMark of(MarkWord as, List<String> ids) {
    return new InboxMark(as, new Target.Ids(ids), null, null);
  }

  /// Reads the body of a request.
  public static Decoded<InboxMark> body(MarkWord as, String json) {
    try {
      JsonMembers in = JsonMembers.read("a mark", json);
      in.only("ids", "all", "at", "until");
      return new Decoded.Frame<>(read(as, in));
    } catch (MalformedFrameException malformed) {
      return new Decoded.Broken<>(malformed.sentence());
    } catch (IllegalArgumentException outOfBounds) {
      return new Decoded.Broken<>(String.valueOf(outOfBounds.getMessage()));
    }
  }

  static InboxMark read(JsonMembers in) {
    in.only("as", "ids", "all", "at", "until");
    MarkWord as =
        MarkWord.of(in.requiredText("as"))
            .orElseThrow(() ->
                new MalformedFrameException(
                    "as is seen, read, unread, archived, unarchived, deleted, snoozed or"
                        + " unsnoozed"));
    return read(as, in);
  }

  private static InboxMark read(MarkWord as, JsonMembers in) {
    Instant at = in.raw("at") == null ? null : in.requiredInstant("at");
    return new InboxMark(as, target(in), at, in.text("until"));
  }

  private static Target target(JsonMembers in) {
    boolean ids = in.raw("ids") != null;
    if (ids == (in.raw("all") != null)) {
      throw new MalformedFrameException("a mark has ids or all");
    }
    return ids ? new Target.Ids(in.texts("ids")) : all(in.members("all"));
  }

  static Target.All all(JsonMembers in) {
    in.only("state", "category", "tag", "channel", "group", "through");
    InboxPlace through = in.raw("through") == null ? null : InboxPlace.read(in.members("through"));
    return new Target.All(InboxSelection.read(in), through);
  }

  static void write(ObjectNode to, Target.All all) {
    all.of().write(to);
    if (all.through() != null) {
      all.through().write(to.putObject("through"));
    }
  }

  void write(ObjectNode to) {
    to.put("as", as.word());
    writeRest(to);
  }

  private void writeRest(ObjectNode to) {
    switch (target) {
      case Target.Ids(List<String> ids) -> {
        ArrayNode list = to.putArray("ids");
        ids.forEach(list::add);
      }
      case Target.All all -> write(to.putObject("all"), all);
    }
    if (at != null) {
      to.put("at", TimeText.formatMicros(at));
    }
    if (until != null) {
      to.put("until", until);
    }
  }

  /// The body of a request, in which `as` does not stand.
  public String toBody() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    writeRest(object);
    return JsonMapper.shared().writeValueAsString(object);
  }
}
