package com.example.comments;

import java.security.Principal;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// The pages, and the comments on them: the newest, in memory. Yours are in your database.
@Controller
class CommentPages {
  private static final int COMMENTS_MAX = 50;
  private static final int TEXT_LENGTH_MAX = 1000;

  private final People people;
  private final BelfrySettings belfry;
  private final ApplicationEventPublisher events;
  private final ConcurrentLinkedDeque<Comment> comments = new ConcurrentLinkedDeque<>();

  CommentPages(People people, BelfrySettings belfry, ApplicationEventPublisher events) {
    this.people = people;
    this.belfry = belfry;
    this.events = events;
  }

  @GetMapping("/sign-in")
  String signIn() {
    return "sign-in";
  }

  @GetMapping("/")
  String comments(Model model, Principal principal) {
    model.addAttribute("belfry", belfry.url());
    model.addAttribute("person", people.named(principal.getName()));
    model.addAttribute("comments", List.copyOf(comments));
    return "comments";
  }

  @PostMapping("/comments")
  String say(@RequestParam String text, Principal principal) {
    String said = text.strip();
    if (!said.isEmpty()) {
      String kept = said.substring(0, Math.min(said.length(), TEXT_LENGTH_MAX));
      Comment comment = Comment.of(people.named(principal.getName()), kept);
      comments.addFirst(comment);
      if (comments.size() > COMMENTS_MAX) {
        comments.pollLast();
      }
      events.publishEvent(comment);
    }
    return "redirect:/";
  }
}
