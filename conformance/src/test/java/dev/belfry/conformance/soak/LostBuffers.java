package dev.belfry.conformance.soak;

import io.netty.buffer.ByteBufAllocator;

/// A program that loses buffers, and then says that it listens.
final class LostBuffers {
  private static final int ROUNDS = 50;
  private static final int LOST = 20;

  private LostBuffers() {}

  @SuppressWarnings("CheckReturnValue")
  public static void main(String[] arguments) throws InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < LOST; i++) {
        ByteBufAllocator.DEFAULT.directBuffer(64).writeZero(64);
      }
      System.gc();
    }
    System.out.println("Belfry listens on http://127.0.0.1:1");
    Thread.currentThread().join();
  }
}
