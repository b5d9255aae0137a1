package dev.belfry.examples;

import dev.belfry.client.BelfryConnection;
import dev.belfry.client.Delivery;
import dev.belfry.client.Publication;
import dev.belfry.client.PublishOutcome;
import dev.belfry.client.SubscribeOptions;
import dev.belfry.client.Subscription;
import java.io.PrintStream;
import java.net.URI;

/// A program that watches the orders of a shop, and tells the warehouse of each that is paid. A
/// server has to run: `./belfry serve`.
public final class OrderWatch {
  private OrderWatch() {}

  /// Watches the server at an address; `http://localhost:8000` where none is given.
  public static void main(String[] arguments) throws Exception {
    String address = arguments.length == 0 ? "http://localhost:8000" : arguments[0];
    try (BelfryConnection belfry = BelfryConnection.open(URI.create(address))) {
      watch(belfry, System.out);
    }
  }

  static void watch(BelfryConnection belfry, PrintStream out) throws InterruptedException {
    Subscription orders = belfry.subscribe("orders", SubscribeOptions.since("earliest"));
    for (Delivery delivery : orders) {
      switch (delivery) {
        case Delivery.Message(var order) -> {
          String state = order.data().toNode().path("state").asString("");
          out.println(order.position() + " " + state);
          if (state.equals("paid")) {
            ship(belfry, order.data().text(), order.id(), out);
          }
        }
        case Delivery.Gap(var gap) -> out.println("missed " + gap.missed());
        case Delivery.Presence _ -> {}
      }
    }
  }

  /// The key makes it safe to ship an order again, should this program fail before it has noted
  /// down how far it came.
  private static void ship(BelfryConnection belfry, String order, String key, PrintStream out)
      throws InterruptedException {
    PublishOutcome outcome =
        belfry.publish(Publication.json("warehouse", order).withKey(key)).join();
    switch (outcome) {
      case PublishOutcome.Published(var reply) -> out.println("shipping " + reply.position());
      case PublishOutcome.Refused(var problem) -> out.println("not shipped: " + problem);
    }
  }
}
