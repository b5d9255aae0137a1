package dev.belfry.server.auth.callback;

import dev.belfry.server.auth.Sha256;
import dev.belfry.server.channel.ChannelName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What the application is asked about one client.
///
/// @param channels those that the client wants
/// @param origin of the web page that the request is from
/// @param address of the client
/// @param transport `websocket`, `events` or `http`
/// @param headers of the client's request, those that are sent on
public record Question(
    List<ChannelName> channels,
    Optional<String> origin,
    String address,
    String transport,
    Map<String, String> headers) {
  public Question {
    channels = List.copyOf(channels);
    headers = Map.copyOf(headers);
  }

  /// The body of the request.
  byte[] json() {
    ObjectNode object = JsonMapper.shared().createObjectNode();
    ArrayNode names = object.putArray("channels");
    channels.forEach(channel -> names.add(channel.text()));
    object.put("origin", origin.orElse(null)).put("address", address).put("transport", transport);
    return JsonMapper.shared().writeValueAsBytes(object);
  }

  /// Names everything that is sent, so that only equal questions have one answer: SHA-256, in
  /// hexadecimal.
  String hash() {
    ObjectNode all = JsonMapper.shared().createObjectNode();
    new TreeMap<>(headers).forEach(all::put);
    return Sha256.hex(all + new String(json(), StandardCharsets.UTF_8));
  }

  /// Whether a browser may have sent what the answer rests on by itself.
  boolean fromCookie() {
    return headers.keySet().stream().anyMatch(name -> name.equalsIgnoreCase("Cookie"));
  }

  /// Without the headers.
  @Override
  public String toString() {
    return "a question about " + channels + " from " + address;
  }
}
