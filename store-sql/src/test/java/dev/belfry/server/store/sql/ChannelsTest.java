package dev.belfry.server.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.config.ServerConfig;
import dev.belfry.server.config.Sync;
import dev.belfry.server.log.ChannelLog;
import dev.belfry.server.log.Epoch;
import dev.belfry.server.log.HeadListener;
import dev.belfry.server.log.Unavailable;
import dev.belfry.server.runtime.Clock;
import dev.belfry.server.runtime.Loop;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a commit looks at, where many channels are in mind.
class ChannelsTest {
  private static final int SUBSCRIBED = 2_000;
  private static final int TAIL_BYTES_MAX = 4_096;

  @TempDir Path folder;

  /// Far more channels than tails may cost bytes: there is nothing of theirs to give up.
  @Test
  void channelsThatHaveNothingButTheirSubscribersAreNotLookedAt() throws Exception {
    SqlFixture store = new SqlFixture(folder).open();
    SqliteFile database = new SqliteFile(folder.resolve("belfry.db"), Sync.OS);
    try (WriteConnection connection =
        new WriteConnection(
            database.openToWrite(),
            SqliteDatabase.DIALECT,
            new SqliteInboxDialect(Clock.system()))) {
      Channels channels = channels(store);
      HeadListener listener = new SilentListener(store.caller);
      for (int i = 0; i < SUBSCRIBED; i++) {
        SqlLog log = channels.load(connection, new ChannelName("user/" + i));
        log.tail().listeners().add(listener);
        channels.count(log);
      }
      assertThat(channels.bound()).isZero();
      assertThat(channels.all()).hasSize(SUBSCRIBED);
      assertThat(channels.bytes()).isZero();
    } finally {
      store.close();
    }
  }

  @Test
  void channelsThatNobodyListensToMakeRoomOneByOne() throws Exception {
    SqlFixture store = new SqlFixture(folder).open();
    SqliteFile database = new SqliteFile(folder.resolve("belfry.db"), Sync.OS);
    try (WriteConnection connection =
        new WriteConnection(
            database.openToWrite(),
            SqliteDatabase.DIALECT,
            new SqliteInboxDialect(Clock.system()))) {
      Channels channels = channels(store);
      int looked = 0;
      for (int i = 0; i < SUBSCRIBED; i++) {
        channels.count(channels.load(connection, new ChannelName("user/" + i)));
        looked += channels.bound();
      }
      assertThat(looked).isLessThan(SUBSCRIBED);
      assertThat(channels.bytes()).isLessThanOrEqualTo(TAIL_BYTES_MAX);
    } finally {
      store.close();
    }
  }

  private static Channels channels(SqlFixture store) {
    SqlLog.Context context = new SqlLog.Context(Epoch.first("e1"), store.simulation, null, _ -> {});
    return new Channels(ServerConfig.defaults().channelPolicies(), context, TAIL_BYTES_MAX);
  }

  private record SilentListener(Loop loop) implements HeadListener {
    @Override
    public void registered(ChannelLog log, long head) {}

    @Override
    public void renewed(ChannelLog renewedLog) {}

    @Override
    public void refused(Unavailable why) {}

    @Override
    public void advanced() {}

    @Override
    public long delivered() {
      return 0;
    }

    @Override
    public void deliver() {}
  }
}
