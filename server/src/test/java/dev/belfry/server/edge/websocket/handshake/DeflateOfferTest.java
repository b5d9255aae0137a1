package dev.belfry.server.edge.websocket.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateOfferTest {
  private static final String ANSWER =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate;client_max_window_bits=8",
        "permessage-deflate ; client_max_window_bits = \"15\"",
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        "x-webkit-deflate-frame, permessage-deflate",
        "x-unknown; a=\"b\"; c, permessage-deflate",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
        "permessage-deflate; unknown, permessage-deflate; client_max_window_bits",
        ", ,permessage-deflate,"
      })
  void isTaken(String line) {
    assertThat(answer(line)).isEqualTo(ANSWER);
  }

  @Test
  void whoAsksForTheFullWindowIsToldSo() {
    assertThat(answer("permessage-deflate; server_max_window_bits=15"))
        .isEqualTo(ANSWER + "; server_max_window_bits=15");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x-webkit-deflate-frame",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits=14",
        "permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=015",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; client_max_window_bits=x",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=\"true\"",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
        "permessage-deflate; unknown",
        "permessage-deflate; unknown=1"
      })
  void isDeclined(String line) {
    assertThat(answer(line)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate;",
        "permessage-deflate; ;",
        "; a",
        "permessage-deflate a",
        "a; b=",
        "a; b=\"\"",
        "a; b=\"c",
        "a; b=\"c d\"",
        "a; =c",
        "a=b",
        "ä",
        "a\u0000",
        "\"a\""
      })
  void cannotBeRead(String line) {
    assertThat(ExtensionOffer.parse(line)).isNull();
  }

  @Test
  void offersComeOutInTheirOrderWithTheirParameters() {
    assertThat(ExtensionOffer.parse("a; b; c=1, d; e=\"2\""))
        .containsExactly(
            new ExtensionOffer(
                "a",
                List.of(
                    new ExtensionOffer.Parameter("b", null),
                    new ExtensionOffer.Parameter("c", "1"))),
            new ExtensionOffer("d", List.of(new ExtensionOffer.Parameter("e", "2"))));
  }

  private static @Nullable String answer(String line) {
    return DeflateOffer.answer(Objects.requireNonNull(ExtensionOffer.parse(line)));
  }
}
