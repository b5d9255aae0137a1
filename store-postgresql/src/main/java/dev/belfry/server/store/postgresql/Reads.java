package dev.belfry.server.store.postgresql;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.Message;
import dev.belfry.server.store.shared.ChannelState;
import dev.belfry.server.store.shared.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Questions about what is in the logs. Any thread asks.
final class Reads {
  /// Messages of one page.
  private static final int ROWS_MAX = 4_096;

  private static final int PAGES_TOGETHER = 64;
  private static final long PAGE_BYTES_TOGETHER = 4 << 20;
  private static final int STATES_TOGETHER = 4_096;

  private record PageQuestion(
      ChannelName channel, long after, long through, int bytesMax, CompletableFuture<Page> answer)
      implements Lane.Question {
    @Override
    public long weight() {
      return bytesMax;
    }
  }

  private record StatesQuestion(
      List<ChannelName> channels, CompletableFuture<Map<ChannelName, ChannelState>> answer)
      implements Lane.Question {
    @Override
    public long weight() {
      return channels.size();
    }
  }

  private record PlaceQuestion(
      String statement, ChannelName channel, long head, long bound, CompletableFuture<Long> answer)
      implements Lane.Question {}

  private final Statements statements;
  private final Deadlines deadlines;
  private final Lane<PageQuestion> pages;
  private final Lane<StatesQuestion> states;
  private final Lane<PlaceQuestion> places;

  Reads(
      Connections connections,
      Executor threads,
      Statements statements,
      Deadlines deadlines,
      int readers) {
    this.statements = statements;
    this.deadlines = deadlines;
    this.pages =
        new Lane<>(
            connections,
            threads,
            new Lane.Width(readers, PAGES_TOGETHER, PAGE_BYTES_TOGETHER),
            this::readPages);
    this.states =
        new Lane<>(
            connections,
            threads,
            new Lane.Width(1, STATES_TOGETHER, STATES_TOGETHER),
            this::readStates);
    this.places =
        new Lane<>(connections, threads, new Lane.Width(1, 1, Long.MAX_VALUE), this::readPlaces);
  }

  CompletionStage<Page> page(ChannelName channel, long after, long through, int bytesMax) {
    PageQuestion question = new PageQuestion(channel, after, through, bytesMax, deadlines.begin());
    pages.ask(question);
    return question.answer;
  }

  CompletionStage<Map<ChannelName, ChannelState>> states(Collection<ChannelName> channels) {
    StatesQuestion question = new StatesQuestion(List.copyOf(channels), deadlines.begin());
    states.ask(question);
    return question.answer;
  }

  CompletionStage<Long> beforeLast(ChannelName channel, long head, int count) {
    return offset(statements.beforeLast(), channel, head, count);
  }

  CompletionStage<Long> beforeAge(ChannelName channel, long head, Duration age) {
    return offset(statements.beforeAge(), channel, head, age.toMillis());
  }

  private CompletionStage<Long> offset(
      String statement, ChannelName channel, long head, long bound) {
    PlaceQuestion question = new PlaceQuestion(statement, channel, head, bound, deadlines.begin());
    places.ask(question);
    return question.answer;
  }

  // ---- statements

  private void readPages(Connection connection, List<PageQuestion> questions) throws SQLException {
    try (PreparedStatement call = connection.prepareStatement(statements.read())) {
      set(call, connection, 1, "text", questions.stream().map(q -> q.channel.text()).toArray());
      set(call, connection, 2, "int8", questions.stream().map(q -> q.after).toArray());
      set(call, connection, 3, "int8", questions.stream().map(q -> q.through).toArray());
      set(call, connection, 4, "int8", questions.stream().map(q -> (long) q.bytesMax).toArray());
      call.setInt(5, ROWS_MAX);
      try (ResultSet row = call.executeQuery()) {
        answerPages(row, questions);
      }
    }
  }

  private static void set(
      PreparedStatement call, Connection connection, int parameter, String type, Object[] values)
      throws SQLException {
    call.setArray(parameter, connection.createArrayOf(type, values));
  }

  private static void answerPages(ResultSet row, List<PageQuestion> questions) throws SQLException {
    PageRows rows = null;
    int current = 0;
    while (row.next()) {
      if (row.getInt(1) != current || rows == null) {
        finish(rows, questions, current);
        current = row.getInt(1);
        rows = new PageRows(Rows.state(row, 2));
      }
      rows.add(Rows.message(row, 7));
    }
    finish(rows, questions, current);
  }

  private static void finish(@Nullable PageRows rows, List<PageQuestion> questions, int number) {
    if (rows != null) {
      PageQuestion question = questions.get(number - 1);
      question.answer.complete(rows.page(question));
    }
  }

  /// The rows for one question.
  private static final class PageRows {
    private final ChannelState state;
    private final List<Message> messages = new ArrayList<>();
    private long bytes;

    PageRows(ChannelState state) {
      this.state = state;
    }

    void add(@Nullable Message message) {
      if (message != null) {
        messages.add(message);
        bytes += message.data().length;
      }
    }

    /// A page that was cut reaches its last message, another one the end of what was asked for.
    Page page(PageQuestion question) {
      boolean cut =
          !messages.isEmpty() && (bytes >= question.bytesMax || messages.size() == ROWS_MAX);
      long through = cut ? messages.getLast().offset() : Math.min(question.through, state.head());
      return new Page(state, messages, through);
    }
  }

  private void readStates(Connection connection, List<StatesQuestion> questions)
      throws SQLException {
    List<ChannelName> asked =
        questions.stream().flatMap(question -> question.channels.stream()).distinct().toList();
    Map<ChannelName, ChannelState> found = new HashMap<>();
    try (PreparedStatement call = connection.prepareStatement(statements.states())) {
      set(call, connection, 1, "text", asked.stream().map(ChannelName::text).toArray());
      try (ResultSet row = call.executeQuery()) {
        while (row.next()) {
          found.put(asked.get(row.getInt(1) - 1), Rows.state(row, 2));
        }
      }
    }
    for (StatesQuestion question : questions) {
      Map<ChannelName, ChannelState> answer = new HashMap<>();
      for (ChannelName channel : question.channels) {
        ChannelState state = found.get(channel);
        if (state == null) {
          throw new SQLException("the database did not answer for each channel");
        }
        answer.put(channel, state);
      }
      question.answer.complete(answer);
    }
  }

  private void readPlaces(Connection connection, List<PlaceQuestion> questions)
      throws SQLException {
    for (PlaceQuestion question : questions) {
      try (PreparedStatement call = connection.prepareStatement(question.statement)) {
        call.setString(1, question.channel.text());
        call.setLong(2, question.head);
        call.setLong(3, question.bound);
        try (ResultSet row = call.executeQuery()) {
          row.next();
          question.answer.complete(row.getLong(1));
        }
      }
    }
  }
}
