package dev.belfry.server.store.inbox;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.server.auth.UserId;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.inbox.InboxAges;
import dev.belfry.server.inbox.NotifyOutcome;
import dev.belfry.server.inbox.NotifyRequest;
import dev.belfry.server.inbox.Recipients;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// How notifications come into feeds: at once, at their time, and to many in several steps.
final class Deliveries {
  /// Users that get a notification in one transaction; more would hold up all others.
  static final int CHUNK = 200;

  private static final long DELIVERED = 0;
  static final long RETRACTED = 1;
  private static final long DELIVERING = 2;
  static final long SCHEDULED = 3;

  private static final String ADD =
      "INSERT INTO {notification} (id, author, state, at, recipients, expires, data)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING number";

  private static final String KEY =
      "SELECT k.digest, k.id, k.recipients, k.time, n.state, n.at, n.recipients, c.number"
          + " FROM {key} k LEFT JOIN {notification} n ON n.id = k.id"
          + " LEFT JOIN {chore} c ON c.kind = 1 AND c.subject = n.number WHERE k.text = ?";

  private static final String PUT_KEY =
      "INSERT INTO {key} (text, digest, id, recipients, time) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (text) DO UPDATE SET digest = excluded.digest, id = excluded.id,"
          + " recipients = excluded.recipients, time = excluded.time";

  private Deliveries() {}

  /// What came of a request.
  ///
  /// @param chore what is to be done before that is true; empty for nothing
  record Done(NotifyOutcome outcome, OptionalLong chore) {
    static Done at(NotifyOutcome outcome) {
      return new Done(outcome, OptionalLong.empty());
    }
  }

  /// What delivering needs. Where users find what came before them, it is kept for whom it is not,
  /// who are known from then on.
  static Needs needs(RequestText request, InboxAges ages) {
    Needs needs = Needs.none();
    boolean known = false;
    switch (request.to()) {
      case Recipients.Users _ -> {
        List<UserId> users = request.users();
        if (users.size() <= CHUNK) {
          needs.users(users);
        } else {
          users.forEach(user -> needs.data(user.text().length()));
        }
      }
      case Recipients.Followers(ChannelName feed) -> {
        needs.feed(feed);
        known = ages.followMillis() > 0;
      }
      case Recipients.Everyone() -> {
        needs.feed(Windows.EVERYONE);
        known = ages.firstContactMillis() > 0;
      }
    }
    if (!(request.to() instanceof Recipients.Users)) {
      request.except().forEach(known ? needs::user : needs::ifKnown);
    }
    return needs;
  }

  // ---- a request

  static Done deliver(WriteUnit unit, NotifyRequest request, boolean later) throws SQLException {
    RequestText text = RequestText.of(request);
    byte[] data = Note.encode(request.notification());
    byte[] digest = request.key().isPresent() ? text.digest(data) : new byte[0];
    if (request.key().isPresent()) {
      Optional<Done> before = before(unit, keyOf(request), digest);
      if (before.isPresent()) {
        return before.get();
      }
    }
    if (later && !Scheduling.admits(unit, text, data)) {
      return Done.at(new NotifyOutcome.ScheduleFull());
    }
    Ulid id = unit.tools().ids().get();
    long at = later ? request.atMillis() : Math.max(unit.nowMillis(), request.atMillis());
    long number =
        unit.sql(ADD)
            .with(id.toBytes())
            .with(Bytes.of(request.author()))
            .with(later ? SCHEDULED : DELIVERED)
            .with(at)
            .with(0)
            .with(request.expiresMillis(), Long.MAX_VALUE)
            .with(data)
            .number();
    Note note = new Note(number, id, request.notification(), request.expiresMillis());
    Done done;
    if (later) {
      Scheduling.add(unit, note, text, at, data.length);
      done = Done.at(new NotifyOutcome.Scheduled(id, at));
    } else {
      done = send(unit, note, text);
    }
    if (request.key().isPresent()) {
      putKey(unit, keyOf(request), digest, done);
    }
    return done;
  }

  /// A key is its author's own.
  private static byte[] keyOf(NotifyRequest request) {
    return Bytes.of(out -> {
      Bytes.writeText(out, request.author());
      Bytes.writeText(out, request.key().orElseThrow());
    });
  }

  private static void putKey(WriteUnit unit, byte[] key, byte[] digest, Done done)
      throws SQLException {
    Ulid id;
    long recipients;
    switch (done.outcome()) {
      case NotifyOutcome.Delivered delivered -> {
        id = delivered.id();
        recipients = delivered.recipients();
      }
      case NotifyOutcome.Scheduled scheduled -> {
        id = scheduled.id();
        recipients = 0;
      }
      case NotifyOutcome.Conflict _, NotifyOutcome.ScheduleFull _ -> {
        return;
      }
    }
    unit.sql(PUT_KEY)
        .with(key)
        .with(digest)
        .with(id.toBytes())
        .with(recipients)
        .with(unit.nowMillis())
        .update();
  }

  /// What the key was answered before; empty where it is new, or too old.
  private static Optional<Done> before(WriteUnit unit, byte[] key, byte[] digest)
      throws SQLException {
    long oldest = unit.nowMillis() - unit.tools().keyAgeMillis();
    return unit.sql(KEY)
        .with(key)
        .first(row -> {
          if (row.getLong(4) < oldest) {
            return Optional.<Done>empty();
          }
          if (!Arrays.equals(row.getBytes(1), digest)) {
            return Optional.of(Done.at(new NotifyOutcome.Conflict()));
          }
          Ulid id = Ulid.from(row.getBytes(2));
          long recipients = row.getLong(3);
          long state = row.getLong(5);
          boolean gone = row.wasNull();
          if (!gone && state == SCHEDULED) {
            return Optional.of(Done.at(new NotifyOutcome.Scheduled(id, row.getLong(6))));
          }
          recipients = gone ? recipients : row.getLong(7);
          long chore = row.getLong(8);
          return Optional.of(
              new Done(
                  new NotifyOutcome.Delivered(id, recipients),
                  row.wasNull() ? OptionalLong.empty() : OptionalLong.of(chore)));
        })
        .flatMap(found -> found);
  }

  // ---- into the feeds

  /// Puts a notification into its feeds, or has it put there in several steps.
  static Done send(WriteUnit unit, Note note, RequestText request) throws SQLException {
    List<UserId> users = request.users();
    if (request.to() instanceof Recipients.Users && users.size() > CHUNK) {
      long chore = Chores.add(unit, Chores.NOTIFY, note.number(), request.encode());
      delivered(unit, note, DELIVERING, users.size());
      return new Done(new NotifyOutcome.Delivered(note.id(), users.size()), OptionalLong.of(chore));
    }
    long recipients =
        switch (request.to()) {
          case Recipients.Users _ -> {
            sendOwn(unit, note, request.replaceKey(), users);
            yield users.size();
          }
          case Recipients.Followers(ChannelName feed) ->
              sendShared(unit, note, request, unit.feeds().get(feed));
          case Recipients.Everyone() ->
              sendShared(unit, note, request, unit.feeds().get(Windows.EVERYONE));
        };
    delivered(unit, note, DELIVERED, recipients);
    return Done.at(new NotifyOutcome.Delivered(note.id(), recipients));
  }

  private static void delivered(WriteUnit unit, Note note, long state, long recipients)
      throws SQLException {
    unit.sql("UPDATE {notification} SET state = ?, recipients = ? WHERE number = ?")
        .with(state)
        .with(recipients)
        .with(note.number())
        .update();
    if (state == DELIVERED) {
      unit.entries().perhapsOrphan(note.number()); // to nobody, or at once below a window
    }
  }

  /// The last step is done.
  static void deliveredToAll(WriteUnit unit, Note note) throws SQLException {
    unit.sql("UPDATE {notification} SET state = 0 WHERE number = ?").with(note.number()).update();
  }

  /// Puts a notification into the own feeds of users, each at most once.
  static void sendOwn(WriteUnit unit, Note note, String replaceKey, List<UserId> users)
      throws SQLException {
    List<PersonRow> people = new ArrayList<>();
    for (UserId user : users) {
      people.add(unit.people().get(user));
    }
    Map<Long, EntryRow> replaced =
        replaceKey.isEmpty()
            ? Map.of()
            : unit.entries().replaced(replaceKey, people.stream().map(PersonRow::feed).toList());
    for (PersonRow person : people) {
      unit.append(person, note, replaceKey, Optional.ofNullable(replaced.get(person.feed())));
    }
  }

  private static long sendShared(WriteUnit unit, Note note, RequestText request, FeedRow feed)
      throws SQLException {
    Optional<EntryRow> replaced =
        request.replaceKey().isEmpty()
            ? Optional.empty()
            : Optional.ofNullable(
                unit.entries()
                    .replaced(request.replaceKey(), List.of(feed.number))
                    .get(feed.number));
    unit.append(feed, note, request.replaceKey(), replaced, request.except());
    long recipients = feed.followers;
    for (UserId user : request.except()) {
      Optional<PersonRow> person = unit.people().find(user);
      if (person.isPresent()) {
        MarkRow mark = unit.marks().get(person.get(), feed.number);
        if (mark.following()) {
          mark.marks = mark.marks.without(feed.head, feed.head);
          recipients--;
        }
        unit.sql("INSERT INTO {except} (notification, person) VALUES (?, ?)")
            .with(note.number())
            .with(person.get().number)
            .update();
      }
    }
    return recipients;
  }
}
