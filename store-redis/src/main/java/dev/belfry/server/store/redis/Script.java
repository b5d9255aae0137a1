package dev.belfry.server.store.redis;

import dev.belfry.server.store.redis.link.RedisLink;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisScriptingAsyncCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// A script that the server runs as one step.
enum Script {
  APPEND("append", true),
  READ("read", true),
  BEFORE("before", true),
  STATES("states", true),
  DUE("due", true),
  SCHEDULE("schedule", false),
  PLANNED("planned", false),
  CANCEL("cancel", false),
  DISCONNECT("disconnect", false),
  DISCONNECTIONS("disconnections", false),
  CONNECTIONS("connections", false),
  WRITE_NODE("write-node", false),
  LIFE("life", false),
  WRITE_PRESENCE("write-presence", false),
  READ_PRESENCE("read-presence", false),
  TOUCH_PRESENCE("touch-presence", false);

  private final String text;
  private final String digest;

  Script(String name, boolean ofChannel) {
    this.text = (ofChannel ? resource("channel") : "") + resource(name);
    this.digest = sha1(text);
  }

  private static String sha1(String text) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(Keys.bytes(text)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-1", e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
      if (in == null) {
        throw new IllegalStateException("no script " + name);
      }
      return Pieces.text(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Runs it, by its digest where the server knows it. It has done nothing where it fails for not
  /// being known.
  <T> CompletionStage<T> run(
      RedisScriptingAsyncCommands<byte[], byte[]> server,
      ScriptOutputType answer,
      List<byte[]> keys,
      List<byte[]> arguments) {
    byte[][] names = keys.toArray(byte[][]::new);
    byte[][] values = arguments.toArray(byte[][]::new);
    CompletionStage<T> known = server.evalsha(digest, answer, names, values);
    return known.exceptionallyCompose(failure -> {
      Throwable cause =
          failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
      return cause instanceof RedisNoScriptException
          ? server.eval(Keys.bytes(text), answer, names, values)
          : CompletableFuture.failedStage(failure);
    });
  }

  /// Runs it for an answer, at the master of a partition.
  <T> CompletionStage<T> ask(
      RedisLink link, int partition, ScriptOutputType answer, ScriptCalls.Call call) {
    return link.ask(
        partition, master -> run(master.commands(), answer, call.keys(), call.arguments()));
  }

  /// Runs it for what it writes, at the master of a partition, and waits for replicas.
  <T> CompletionStage<T> write(
      RedisLink link, int partition, ScriptOutputType answer, ScriptCalls.Call call) {
    return link.write(
        partition, master -> run(master.appends(), answer, call.keys(), call.arguments()));
  }
}
