package dev.belfry.server.store;

import dev.belfry.server.channel.ChannelName;
import dev.belfry.server.log.KeptState;
import dev.belfry.server.log.KnownChannels;
import dev.belfry.server.runtime.Loop;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// The channels of several owners, each of which is one's alone.
///
/// @param ownerOf who has a channel, if anybody does
public record KnownInAll(List<KnownChannels> all, Function<ChannelName, KnownChannels> ownerOf)
    implements KnownChannels {
  public KnownInAll {
    all = List.copyOf(all);
  }

  @Override
  public long count() {
    return all.stream().mapToLong(KnownChannels::count).sum();
  }

  @Override
  public void forEach(Consumer<ChannelName> then) {
    all.forEach(known -> known.forEach(then));
  }

  @Override
  public void look(ChannelName channel, Loop caller, Consumer<Optional<KeptState>> then) {
    ownerOf.apply(channel).look(channel, caller, then);
  }
}
