package dev.belfry.server.store.inbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Values as bytes, the form in which columns have them.
final class Bytes {
  private Bytes() {}

  /// Writes values one after another.
  @FunctionalInterface
  interface Writer {
    void write(DataOutputStream out) throws IOException;
  }

  /// Reads them.
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  static byte[] of(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.write(new DataOutputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  static <T> T read(byte[] bytes, Reader<T> reader) {
    try {
      return reader.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  static byte[] of(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /// No bytes for no text.
  static byte @Nullable [] orNull(@Nullable String text) {
    return text == null || text.isEmpty() ? null : of(text);
  }

  /// No text for no bytes.
  static String orEmpty(byte @Nullable [] utf8) {
    return utf8 == null ? "" : text(utf8);
  }

  static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = of(text);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  static String readText(DataInputStream in) throws IOException {
    byte[] utf8 = new byte[in.readInt()];
    in.readFully(utf8);
    return text(utf8);
  }

  static void writeTexts(DataOutputStream out, List<String> texts) throws IOException {
    out.writeInt(texts.size());
    for (String each : texts) {
      writeText(out, each);
    }
  }

  static List<String> readTexts(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(readText(in));
    }
    return texts;
  }

  /// Tags, or nothing where there are none.
  static byte @Nullable [] tags(List<String> tags) {
    return tags.isEmpty() ? null : of(out -> writeTexts(out, tags));
  }

  static List<String> tags(byte @Nullable [] bytes) {
    return bytes == null ? List.of() : read(bytes, Bytes::readTexts);
  }
}
