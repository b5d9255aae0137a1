package dev.belfry.bench;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.edge.encode.RawDeflatedFormat;
import dev.belfry.server.edge.encode.RawTextFormat;
import dev.belfry.server.edge.websocket.frame.WebSocketCodec;
import dev.belfry.server.hub.WireFormat;
import dev.belfry.server.log.Message;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What it takes to put a run of messages on the wire, once for all who get it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameEncoding {
  private static final ChannelName CHANNEL = new ChannelName("notifications");

  @Param({"1", "16"})
  public int messages;

  @Param({"128", "4096"})
  public int bytes;

  private WireFormat plain = new RawTextFormat(ByteBufAllocator.DEFAULT);
  private WireFormat deflated = plain;
  private List<Message> run = List.of();

  /// Makes the run.
  @Setup
  public void prepare() {
    plain = new RawTextFormat(ByteBufAllocator.DEFAULT);
    deflated = new RawDeflatedFormat(ByteBufAllocator.DEFAULT, new WebSocketCodec(1 << 16));
    byte[] data =
        "{\"order\":17,\"state\":\"sent\"} "
            .repeat(200)
            .substring(0, bytes)
            .getBytes(StandardCharsets.UTF_8);
    run =
        IntStream.rangeClosed(1, messages)
            .mapToObj(offset ->
                new Message(
                    offset,
                    UlidCreator.getMonotonicUlid(),
                    0,
                    data,
                    Message.Kind.TEXT,
                    null,
                    Long.MAX_VALUE,
                    null))
            .toList();
  }

  /// Text frames.
  @Benchmark
  public void plain() {
    plain.encode(CHANNEL, "e", run).release();
  }

  /// Text frames, compressed.
  @Benchmark
  public void deflated() {
    deflated.encode(CHANNEL, "e", run).release();
  }
}
