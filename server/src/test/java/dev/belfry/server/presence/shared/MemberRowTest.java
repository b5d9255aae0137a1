package dev.belfry.server.presence.shared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.protocol.JsonText;
import dev.belfry.protocol.PresenceMember;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.cluster.PresenceTable;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What nodes write for one another, of this release and of others.
class MemberRowTest {
  private static final PresenceMember ADA =
      new PresenceMember(
          "ada", new JsonText("{\"n\":1.10,\"x\":\"\\n\"}"), Instant.ofEpochMilli(17), 3);

  @Test
  void aMemberIsReadAsItWasWritten() {
    assertThat(MemberRow.read("ada", MemberRow.write(ADA))).contains(ADA);
    PresenceMember plain = new PresenceMember("bob", null, Instant.ofEpochMilli(18), 0);
    assertThat(MemberRow.read("bob", MemberRow.write(plain))).contains(plain);
  }

  @Test
  void aRowOfALaterReleaseIsReadForWhatIsKnownOfIt() {
    String later = MemberRow.write(ADA).replace("\"form\":1", "\"form\":3,\"mood\":[{\"a\":1}]");
    assertThat(MemberRow.read("ada", later)).contains(ADA);
  }

  @Test
  void whatIsNoRowIsPassedOver() {
    for (String row : List.of("", "x", "{\"form\":1", "{\"form\":1}\u0000", "[]\n", "{}\n{}")) {
      assertThat(MemberRow.read("ada", row)).isEmpty();
    }
  }

  @Test
  void aBatchNamesItsChannelsWhereThereIsRoom() {
    WrittenBatch few = WrittenBatch.of(2, 5, List.of(entry("a"), entry("b"), entry("a")));
    assertThat(few.write()).isEqualTo("2 5 a b");
    assertThat(WrittenBatch.read(few.write())).contains(few);
    WrittenBatch many =
        WrittenBatch.of(2, 6, IntStream.range(0, 500).mapToObj(i -> entry("room/" + i)).toList());
    assertThat(many.write()).isEqualTo("2 6 *");
    assertThat(WrittenBatch.read("2 6 *").orElseThrow().all()).isTrue();
    assertThat(WrittenBatch.read("later form")).isEmpty();
  }

  private static PresenceTable.Entry entry(String channel) {
    return new PresenceTable.Entry(new ChannelName(channel), "u", null);
  }
}
