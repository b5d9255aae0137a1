package dev.belfry.server.store.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belfry.server.store.postgresql.PostgresSettings.Address;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresSettingsTest {
  @Test
  void aUrlIsTakenApart() {
    assertThat(Address.of("postgresql://belfry@db/belfry"))
        .isEqualTo(new Address("jdbc:postgresql://db/belfry", "belfry", null));
    assertThat(Address.of("postgresql://be%40l:p%2Fw+1:x@db:6432/b?sslmode=require"))
        .isEqualTo(new Address("jdbc:postgresql://db:6432/b?sslmode=require", "be@l", "p/w+1:x"));
    assertThat(Address.of("postgres://one:5432,two:5432/b"))
        .isEqualTo(new Address("jdbc:postgresql://one:5432,two:5432/b", null, null));
  }

  @Test
  void noPasswordIsShown() {
    PostgresSettings settings =
        PostgresSettings.of("postgresql://belfry:secret@db/b?sslpassword=secret");
    assertThat(settings.toString()).contains("db/b").doesNotContain("secret");
    assertThat(Address.of(settings.url()).toString()).doesNotContain("secret");
  }

  @Test
  void whatIsNoUrlOrNoSchemaOrTooShortIsRefused() {
    for (String url : List.of("mysql://db/b", "db", "postgresql://db")) {
      assertThatThrownBy(() -> PostgresSettings.of(url))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(
            () -> PostgresSettings.of("postgresql://db/b").withTimeout(Duration.ofMillis(99)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
