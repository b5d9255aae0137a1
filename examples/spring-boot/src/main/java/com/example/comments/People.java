package com.example.comments;

import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.stereotype.Component;

/// The users. Put yours in their place: these are for a try, with the password "demo".
@Component
class People {
  private static final List<Person> ALL =
      List.of(new Person("ada", "Ada Lovelace"), new Person("grace", "Grace Hopper"));

  Person named(String user) {
    return ALL.stream().filter(person -> person.user().equals(user)).findFirst().orElseThrow();
  }

  /// All users but one, by their ids.
  List<String> others(String user) {
    return ALL.stream().map(Person::user).filter(other -> !other.equals(user)).toList();
  }

  @Bean
  static PasswordEncoder passwordEncoder() {
    return PasswordEncoderFactories.createDelegatingPasswordEncoder();
  }

  @Bean
  static UserDetailsService users(PasswordEncoder encoder) {
    String password = encoder.encode("demo");
    return new InMemoryUserDetailsManager(
        ALL.stream().map(person -> account(person.user(), password)).toList());
  }

  private static UserDetails account(String user, String password) {
    return User.withUsername(user).password(password).build();
  }
}
