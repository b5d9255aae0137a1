package dev.belfry.cli;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Log lines as JSON: an object in each line, with the fields of the event beside its message.
/// Logback's own encoder nests those in a list and gives times as numbers, which collectors would
/// have to be taught.
final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final String FRAMES = "40";

  private final ThrowableProxyConverter faults = new ThrowableProxyConverter();

  @Override
  public void start() {
    faults.setContext(getContext());
    faults.setOptionList(List.of(FRAMES));
    faults.start();
    super.start();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    ObjectNode line =
        JsonMapper.shared()
            .createObjectNode()
            .put("time", TIME.format(event.getInstant()))
            .put("level", String.valueOf(event.getLevel()))
            .put("logger", event.getLoggerName())
            .put("message", event.getFormattedMessage());
    List<KeyValuePair> fields = event.getKeyValuePairs();
    if (fields != null) {
      fields.forEach(field -> put(line, field));
    }
    if (event.getThrowableProxy() != null) {
      line.put("fault", faults.convert(event).strip());
    }
    return (ControlCharacters.escaped(line.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode line, KeyValuePair field) {
    switch (field.value) {
      case Integer number -> line.put(field.key, number);
      case Long number -> line.put(field.key, number);
      case Double number -> line.put(field.key, number);
      case null, default -> line.put(field.key, String.valueOf(field.value));
    }
  }

  @Override
  public byte[] headerBytes() {
    return new byte[0];
  }

  @Override
  public byte[] footerBytes() {
    return new byte[0];
  }
}
