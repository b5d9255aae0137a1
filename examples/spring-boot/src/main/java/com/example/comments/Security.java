package com.example.comments;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.HttpStatusEntryPoint;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;

/// Who may see what, and what a page may load. Spring's token against forged forms is in each form.
@Configuration
class Security {
  private static final String POLICY =
      """
      default-src 'none'; script-src 'self' %1$s; style-src 'self'; img-src 'self'; \
      connect-src 'self' %1$s %2$s; form-action 'self'; base-uri 'none'; \
      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'\
      """;

  @Bean
  SecurityFilterChain chain(HttpSecurity http, BelfrySettings belfry) throws Exception {
    String policy = POLICY.formatted(belfry.url(), belfry.webSockets());
    var token = PathPatternRequestMatcher.withDefaults().matcher("/my-token");
    return http.authorizeHttpRequests(requests ->
            requests
                .requestMatchers("/sign-in", "/style.css", "/icon.svg", "/page.js", "/error")
                .permitAll()
                .anyRequest()
                .authenticated())
        .formLogin(form ->
            form.loginPage("/sign-in")
                .usernameParameter("user")
                .defaultSuccessUrl("/", true)
                .failureUrl("/sign-in?error"))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessUrl("/sign-in"))
        // The bell asks for a token: 401, and not the page to sign in, says that nobody is there.
        .exceptionHandling(handling ->
            handling.defaultAuthenticationEntryPointFor(
                new HttpStatusEntryPoint(HttpStatus.UNAUTHORIZED), token))
        .headers(headers -> headers.contentSecurityPolicy(csp -> csp.policyDirectives(policy)))
        .build();
  }
}
