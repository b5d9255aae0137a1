package dev.belfry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamParserTest {

  @Test
  void linesOfDataAreJoinedByLineFeeds() throws IOException {
    assertThat(parse("data: YHOO\ndata: +2\ndata: 10\n\n"))
        .containsExactly("message|YHOO\n+2\n10|");
  }

  @Test
  void everyLineEndOfTheStandardEndsALine() throws IOException {
    assertThat(parse("data: a\r\n\r\ndata: b\r\rdata: c\n\n"))
        .containsExactly("message|a|", "message|b|", "message|c|");
  }

  @Test
  void onlyOneSpaceAfterTheColonIsDropped() throws IOException {
    assertThat(parse("data:test\n\ndata: test\n\ndata:  test\n\n"))
        .containsExactly("message|test|", "message|test|", "message| test|");
  }

  @Test
  void emptyDataIsAnEventAndNoDataIsNone() throws IOException {
    assertThat(parse("data\n\ndata\ndata\n\nevent: gap\n\n"))
        .containsExactly("message||", "message|\n|");
  }

  @Test
  void theIdStaysUntilAnotherComes() throws IOException {
    assertThat(parse("id: k-1\n\ndata: a\n\nid: k-2\ndata: b\n\nid: k\0-3\ndata: c\n\n"))
        .containsExactly("message|a|k-1", "message|b|k-2", "message|c|k-2");
  }

  @Test
  void theTypeOfAnEventEndsWithIt() throws IOException {
    assertThat(parse("event: gap\ndata: {}\n\ndata: a\n\n"))
        .containsExactly("gap|{}|", "message|a|");
  }

  @Test
  void aByteOrderMarkCommentsAndUnknownFieldsAreSkipped() throws IOException {
    assertThat(parse("\uFEFFdata: a\n: note\ncolour: red\n\n")).containsExactly("message|a|");
  }

  @Test
  void anUnfinishedEventIsNone() throws IOException {
    assertThat(parse("data: a\n\ndata: b\n")).containsExactly("message|a|");
  }

  @Test
  void retryIsDigitsOrNothing() throws IOException {
    assertThat(parse("retry: 1500\nretry: -1\nretry: 1s\nretry:\n")).containsExactly("retry 1500");
  }

  @Test
  void theCutsOfTheBytesDoNotMatter() throws IOException {
    String stream = "id: k-1\r\ndata: Grüße, 世界\r\n\r\nevent: gap\rdata: {}\r\rdata: z\n\n";
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    List<String> whole = parse(stream);
    for (int size = 1; size < bytes.length; size++) {
      Recorder recorder = new Recorder();
      EventStreamParser parser = new EventStreamParser(1000, "", recorder);
      for (int at = 0; at < bytes.length; at += size) {
        byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
        parser.feed(piece, piece.length);
      }
      assertThat(recorder.heard).isEqualTo(whole);
    }
    assertThat(whole).containsExactly("message|Grüße, 世界|k-1", "gap|{}|k-1", "message|z|k-1");
  }

  @Test
  void aLineWithoutEndIsRefused() {
    EventStreamParser parser = new EventStreamParser(1000, "", new Recorder());
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 11; i++) {
                parser.feed(new byte[100], 100);
              }
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1000 bytes");
  }

  @Test
  void dataWithoutEndIsRefused() {
    EventStreamParser parser = new EventStreamParser(1000, "", new Recorder());
    byte[] line = ("data: " + "x".repeat(300) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 4; i++) {
                parser.feed(line, line.length);
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static List<String> parse(String stream) throws IOException {
    Recorder recorder = new Recorder();
    byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
    new EventStreamParser(1000, "", recorder).feed(bytes, bytes.length);
    return recorder.heard;
  }

  private static final class Recorder implements EventStreamParser.Events {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void event(String type, String data, String id) {
      heard.add(type + "|" + data + "|" + id);
    }

    @Override
    public void resumeAt(String id) {}

    @Override
    public void retry(long millis) {
      heard.add("retry " + millis);
    }
  }
}
