package dev.belfry.server.edge.http.request;

import java.util.Set;

/// The hosts and origins that may reach the server.
///
/// @param boundToLoopback whether only known Host names are answered
/// @param hosts Host names answered besides localhost and addresses, in lower case, without port
/// @param origins allowed besides the server's own host, as browsers write them, in lower case;
///   `null` may be among them
/// @param forwarding who says whose request it is
/// @param dev whether pages of localhost are allowed, whatever their port
public record AccessSettings(
    boolean boundToLoopback,
    Set<String> hosts,
    Set<String> origins,
    Forwarding forwarding,
    boolean dev) {
  public AccessSettings {
    hosts = Set.copyOf(hosts);
    origins = Set.copyOf(origins);
  }
}
