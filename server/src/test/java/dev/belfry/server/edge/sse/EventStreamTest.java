package dev.belfry.server.edge.sse;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.f4b6a3.ulid.Ulid;
import dev.belfry.protocol.GapFrame;
import dev.belfry.protocol.Position;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.EventStreamEncoder;
import dev.belfry.server.edge.encode.EventStreamFormat;
import dev.belfry.server.edge.encode.StreamFraming;
import dev.belfry.server.edge.netty.NettyFrame;
import dev.belfry.server.log.Message;
import dev.belfry.server.runtime.Frame;
import dev.belfry.server.session.Dialect;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  private static final ByteBufAllocator ALLOCATOR = UnpooledByteBufAllocator.DEFAULT;
  private static final ChannelName A = new ChannelName("a");
  private static final ChannelName B = new ChannelName("b");
  private static final Ulid ID = Ulid.from("01HF7YAT0000000000000000AA");

  private final SingleStreamDialect single =
      new SingleStreamDialect(new EventStreamFormat(ALLOCATOR, StreamFraming.BARE), () -> 2500);
  private final CombinedStreamDialect many =
      new CombinedStreamDialect(ALLOCATOR, StreamFraming.BARE, List.of(A, B), Map.of(), 2500);

  private static Message message(long offset, String data, Message.Kind kind) {
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    return new Message(offset, ID, 1_700_000_000_007L, bytes, kind, null, Long.MAX_VALUE, null);
  }

  private static String text(Frame frame) {
    String text = ((NettyFrame) frame).buffer().toString(StandardCharsets.UTF_8);
    frame.release();
    return text;
  }

  private static String said(Dialect.GapAnswer answer) {
    return text(((Dialect.GapAnswer.Say) answer).frame());
  }

  private String data(String data, Message.Kind kind) {
    return text(single.format().encode(A, "e1", List.of(message(7, data, kind))))
        .replace("id: e1-7\n", "");
  }

  @Test
  void aRunIsOnePieceWithAnIdForEachMessage() {
    List<Message> run =
        List.of(message(7, "x", Message.Kind.TEXT), message(9, "{}", Message.Kind.JSON));
    assertThat(text(single.format().encode(A, "e1", run)))
        .isEqualTo("id: e1-7\ndata: x\n\nid: e1-9\ndata: {}\n\n");
    assertThat(single.format().shared()).isTrue();
  }

  @Test
  void lineEndsInTextBecomeLinesOfTheStream() {
    assertThat(data("a\nb\rc\r\nd", Message.Kind.TEXT))
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\n\n");
    assertThat(data("\n\r\n", Message.Kind.TEXT)).isEqualTo("data: \ndata: \ndata: \n\n");
    assertThat(data(" a\r", Message.Kind.TEXT)).isEqualTo("data:  a\ndata: \n\n");
  }

  @Test
  void textCannotMakeFieldsOfItsOwn() {
    assertThat(data("x\n\nid: e1-99\nevent: gap\rretry: 1", Message.Kind.TEXT))
        .isEqualTo("data: x\ndata: \ndata: id: e1-99\ndata: event: gap\ndata: retry: 1\n\n");
  }

  @Test
  void aJsonStringIsWrittenAsTheTextItStandsFor() {
    assertThat(data(" \"a\\nb\\u00e4\"", Message.Kind.JSON))
        .isEqualTo("data: a\ndata: b\u00e4\n\n");
    assertThat(data("[\"a\"]", Message.Kind.JSON)).isEqualTo("data: [\"a\"]\n\n");
    assertThat(data("\"a\"", Message.Kind.TEXT)).isEqualTo("data: \"a\"\n\n");
    assertThat(data("\"\"", Message.Kind.JSON)).isEqualTo("data: \n\n");
  }

  @Test
  void theFirstBlockIsThePositionAndAfterHowLongToComeBack() {
    assertThat(text(single.begun(List.of(new Position("e1", 6)))))
        .isEqualTo("retry: 2500\nid: e1-6\n\n");
  }

  /// One chunk each (RFC 9112 section 7.1), so that any client may be given it after any other.
  @Test
  void eachFrameIsOneChunkOfTheSameText() {
    var format = new EventStreamFormat(ALLOCATOR, StreamFraming.CHUNKED);
    var dialect = new SingleStreamDialect(format, () -> 2500);
    CombinedStreamDialect both =
        new CombinedStreamDialect(ALLOCATOR, StreamFraming.CHUNKED, List.of(A, B), Map.of(), 2500);
    List<Message> run = List.of(message(7, "x".repeat(300), Message.Kind.TEXT));
    List<Position> positions = List.of(new Position("e1", 3), new Position("m2", 8));
    GapFrame gap = new GapFrame(12L, new Position("e1", 31));
    assertThat(chunk(format.encode(A, "e1", run)))
        .isEqualTo(text(single.format().encode(A, "e1", run)));
    assertThat(chunk(dialect.begun(positions))).isEqualTo(text(single.begun(positions)));
    assertThat(chunk(((Dialect.GapAnswer.Say) dialect.gap(A, gap)).frame()))
        .isEqualTo(said(single.gap(A, gap)));
    assertThat(chunk(both.begun(positions))).isEqualTo(text(many.begun(positions)));
    assertThat(chunk(both.encode(B, "m2", run))).isEqualTo(text(many.encode(B, "m2", run)));
    assertThat(chunk(((Dialect.GapAnswer.Say) both.gap(A, gap)).frame()))
        .isEqualTo(said(many.gap(A, gap)));
    assertThat(chunk(EventStreamEncoder.ping(ALLOCATOR, StreamFraming.CHUNKED))).isEqualTo(":\n\n");
    assertThat(chunk(EventStreamEncoder.retryAfter(ALLOCATOR, StreamFraming.CHUNKED, 1500)))
        .isEqualTo("retry: 1500\n\n");
  }

  private static String chunk(Frame frame) {
    String text = text(frame);
    int size = Integer.parseInt(text.substring(0, text.indexOf("\r\n")), 16);
    String data = text.substring(text.indexOf("\r\n") + 2, text.length() - 2);
    assertThat(data.getBytes(StandardCharsets.UTF_8)).hasSize(size);
    assertThat(text).endsWith("\r\n");
    return data;
  }

  @Test
  void aGapIsAnEventWithThePositionToGoOnFrom() {
    assertThat(said(single.gap(A, new GapFrame(12L, new Position("e1", 31)))))
        .isEqualTo("id: e1-31\nevent: gap\ndata: {\"missed\":12,\"position\":\"e1-31\"}\n\n");
    assertThat(said(single.gap(A, new GapFrame(null, new Position("e1", 31)))))
        .contains("\"missed\":null");
  }

  @Test
  void pingsAreCommentsAndTheLastWordIsWhenToComeBack() {
    assertThat(text(EventStreamEncoder.ping(ALLOCATOR, StreamFraming.BARE))).isEqualTo(":\n\n");
    assertThat(text(EventStreamEncoder.retryAfter(ALLOCATOR, StreamFraming.BARE, 1500)))
        .isEqualTo("retry: 1500\n\n");
  }

  @Test
  void severalChannelsSayWhereTheClientStandsInEach() {
    assertThat(text(many.begun(List.of(new Position("e1", 3), new Position("m2", 8)))))
        .isEqualTo("retry: 2500\nid: e1-3,m2-8\n\n");
    assertThat(text(many.encode(B, "m2", List.of(message(9, "x", Message.Kind.TEXT)))))
        .isEqualTo(
            "id: e1-3,m2-9\ndata: {\"channel\":\"b\",\"position\":\"m2-9\",\"id\":\""
                + ID
                + "\",\"time\":\"2023-11-14T22:13:20.007Z\",\"data\":\"x\"}\n\n");
    assertThat(many.shared()).isFalse();
  }

  @Test
  void whatWasEncodedButNotWrittenMovesNoPosition() {
    many.begun(List.of(new Position("e1", 3), new Position("m2", 8))).release();
    many.encode(B, "m2", List.of(message(9, "refused", Message.Kind.TEXT))).release();
    assertThat(text(many.encode(A, "e1", List.of(message(4, "x", Message.Kind.TEXT)))))
        .startsWith("id: e1-4,m2-8\n");
    many.reached(A, "e1", 4);
    many.reached(B, "m2", 12);
    many.reached(B, "m2", 11);
    assertThat(said(many.gap(A, new GapFrame(2L, new Position("e1", 6)))))
        .isEqualTo(
            """
            id: e1-6,m2-12
            event: gap
            data: {"channel":"a","missed":2,"position":"e1-6"}

            """);
  }

  @Test
  void aMessageBeforeTheStreamHasBegunDoesNotHarm() {
    assertThat(text(many.encode(B, "m2", List.of(message(9, "x", Message.Kind.TEXT)))))
        .startsWith("id: ,m2-9\n");
  }

  @Test
  void aGapMovesItsOwnChannelAloneIntoItsEpoch() {
    many.begun(List.of(new Position("old", 9), new Position("old", 7))).release();
    assertThat(said(many.gap(A, new GapFrame(null, new Position("e1", 2)))))
        .startsWith("id: e1-2,old-7\n");
    many.reached(A, "e1", 2);
    assertThat(said(many.gap(B, new GapFrame(null, new Position("m2", 4)))))
        .startsWith("id: e1-2,m2-4\n");
  }

  @Test
  void aPositionReachedInANewEpochTakesThePlaceOfAHigherOneInTheOldOne() {
    many.begun(List.of(new Position("old", 9), new Position("m2", 7))).release();
    many.reached(A, "new", 6);
    assertThat(text(many.encode(B, "m2", List.of(message(8, "x", Message.Kind.TEXT)))))
        .startsWith("id: new-6,m2-8\n");
  }
}
