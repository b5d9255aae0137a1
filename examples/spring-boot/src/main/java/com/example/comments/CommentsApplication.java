package com.example.comments;

import dev.belfry.client.BelfryClient;
import dev.belfry.client.ClientTimings;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.EnableAsync;

/// A page where users comment. A comment is on all open pages at once, and lights others' bells.
@SpringBootApplication
@EnableAsync
@EnableConfigurationProperties(BelfrySettings.class)
public class CommentsApplication {
  public static void main(String[] arguments) {
    SpringApplication.run(CommentsApplication.class, arguments);
  }

  @Bean(destroyMethod = "close")
  BelfryClient belfry(BelfrySettings settings) {
    return new BelfryClient(
        settings.url(), ClientTimings.DEFAULT, Map.of("Authorization", "Bearer " + settings.key()));
  }

  @EventListener
  void sayWhere(WebServerInitializedEvent ready) {
    System.out.println("Open http://localhost:" + ready.getWebServer().getPort());
  }
}
