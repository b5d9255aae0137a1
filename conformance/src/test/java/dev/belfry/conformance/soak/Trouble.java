package dev.belfry.conformance.soak;

import dev.belfry.conformance.wire.EventStream;
import dev.belfry.conformance.wire.FramedSocket;
import dev.belfry.conformance.wire.RawConnection;
import dev.belfry.conformance.wire.RawWebSocket;
import java.io.IOException;
import java.util.Map;
import java.util.random.RandomGenerator;

/// What a client does that is no good neighbour. Each goes on until its connection ends, which
/// somebody else sees to: then it fails, or is left waiting.
enum Trouble {
  SOCKET_THAT_DOES_NOT_READ {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket.open(connection, noise(random));
    }
  },
  COMPRESSED_SOCKET_THAT_DOES_NOT_READ {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket.open(connection, noise(random), DEFLATE);
    }
  },
  STREAM_THAT_DOES_NOT_READ {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      EventStream.open(connection, noise(random) + "?since=1h", "");
    }
  },
  FRAMED_SESSION_THAT_DOES_NOT_READ {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      subscribed(connection, random).flush();
    }
  },
  SOCKET_THAT_READS_A_LITTLE {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket socket = RawWebSocket.open(connection, noise(random));
      for (int i = 1 + random.nextInt(20); i > 0; i--) {
        socket.read();
      }
    }
  },
  HALF_A_HEAD {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      connection.send("POST " + noise(random) + " HTTP/1.1\r\nHost: 127.0");
    }
  },
  HALF_A_BODY {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      connection.send(
          "POST "
              + noise(random)
              + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 60000\r\n\r\n"
              + "x".repeat(random.nextInt(60_000)));
    }
  },
  HALF_A_FRAME {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket.open(connection, noise(random));
      byte[] whole = RawWebSocket.frame(RawWebSocket.FIN | RawWebSocket.TEXT, TEXT.getBytes(ASCII));
      connection.send(java.util.Arrays.copyOf(whole, 1 + random.nextInt(whole.length - 1)));
    }
  },
  FRAGMENTS_WITHOUT_END {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket socket = RawWebSocket.open(connection, noise(random));
      socket.send(RawWebSocket.TEXT, TEXT.getBytes(ASCII));
      for (int i = 0; i < random.nextInt(50); i++) {
        socket.send(RawWebSocket.CONTINUATION, TEXT.getBytes(ASCII));
      }
    }
  },
  POLL_THAT_IS_GONE {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      connection.get("/notifications/quiet?wait=30", "Accept: application/json");
    }
  },
  NONSENSE {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      byte[] nonsense = new byte[1 + random.nextInt(2_000)];
      random.nextBytes(nonsense);
      connection.send(nonsense);
    }
  },
  FLOOD_OF_PUBLISHES {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      for (int i = 0; i < FLOOD; i++) {
        connection.post(noise(random), TEXT);
      }
    }
  },
  FLOOD_OF_PINGS {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      RawWebSocket socket = RawWebSocket.open(connection, noise(random));
      for (int i = 0; i < FLOOD; i++) {
        socket.send(RawWebSocket.FIN | RawWebSocket.PING, new byte[100]);
      }
    }
  },
  FLOOD_OF_QUESTIONS {
    @Override
    void make(RawConnection connection, RandomGenerator random) throws IOException {
      FramedSocket socket = subscribed(connection, random);
      for (int i = 0; i < FLOOD; i++) {
        var _ = socket.add("history", Map.of("channel", "noise/" + random.nextInt(CHANNELS)));
        socket.flush();
      }
    }
  };

  /// How many channels the noise is in.
  static final int CHANNELS = 4;

  private static final java.nio.charset.Charset ASCII = java.nio.charset.StandardCharsets.US_ASCII;
  private static final String DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final String TEXT = "x".repeat(1_000);

  /// More than any connection lives to send, and a bound on what the machine does for it.
  private static final int FLOOD = 3_000;

  abstract void make(RawConnection connection, RandomGenerator random) throws IOException;

  private static String noise(RandomGenerator random) {
    return "/notifications/noise/" + random.nextInt(CHANNELS);
  }

  private static FramedSocket subscribed(RawConnection connection, RandomGenerator random)
      throws IOException {
    FramedSocket socket = FramedSocket.open(connection);
    for (int i = 0; i < 1 + random.nextInt(CHANNELS); i++) {
      var _ = socket.add("subscribe", Map.of("channel", "noise/" + i));
    }
    return socket;
  }
}
