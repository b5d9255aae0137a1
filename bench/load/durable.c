// durable: what durable channels cost, on a server on loopback.
//   durable publish PORT CHANNEL CLIENTS SECONDS BYTES [CHANNELS]
//                                                        each client: one POST after the other, to
//                                                        CHANNEL; where there are more, to one of
//                                                        CHANNEL/0, CHANNEL/1, ...
//   durable fill    PORT CHANNEL CLIENTS MESSAGES BYTES  the same, until there are so many
//   durable replay  PORT CHANNEL MESSAGES                one event stream from the earliest on
//   durable storm   PORT CHANNEL CLIENTS MISSED          all are cut at once, miss so many messages
//                                                        and resume, while others listen live
#include "streams.h"

#include <sys/wait.h>

#define LIVE 100       // listeners of another channel during a storm
#define LIVE_RATE 50   // messages a second there
#define WARM_UP 3e9    // nanoseconds of publishing that are not measured

// Publishes with all clients until so many messages or seconds are over; 0 is no bound.
static void publish(int clients, uint64_t messages, double seconds, int bytes, int channels) {
  struct client *cs = calloc(clients, sizeof *cs);
  struct epoll_event e[256];
  int ep = epoll_create1(0);
  uint64_t begin = now(), measured = messages ? begin : begin + (uint64_t)WARM_UP, count = 0;
  for (int i = 0; i < clients; i++) {
    if ((cs[i].fd = dial(i)) < 0) die("connect");
    if (channels > 1) snprintf(cs[i].to, sizeof cs[i].to, "%s/%d", channel, i % channels);
    else snprintf(cs[i].to, sizeof cs[i].to, "%s", channel);
    struct epoll_event in = {.events = EPOLLIN, .data.ptr = &cs[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, cs[i].fd, &in);
    cs[i].sent = now();
    post(cs[i].fd, cs[i].to, bytes);
  }
  for (;;) {
    uint64_t t = now();
    if (messages ? count >= messages : t > measured + (uint64_t)(seconds * 1e9)) break;
    int n = epoll_wait(ep, e, 256, 1000);
    for (int i = 0; i < n; i++) {
      struct client *c = e[i].data.ptr;
      if (!answered(c)) continue;
      t = now();
      if (t > measured) {
        rec(t - c->sent);
        count++;
      }
      c->sent = t;
      post(c->fd, c->to, bytes);
    }
  }
  double took = (now() - measured) / 1e9;
  printf("%llu publishes of %d bytes by %d clients to %d channels in %.2f s = %.0f/s; ",
         (unsigned long long)count, bytes, clients, channels, took, count / took);
  printf("p50 %.2f p99 %.2f max %.2f ms\n", pct(.5, count), pct(.99, count), latmax / 1e6);
  for (int i = 0; i < clients; i++) wait_answer(&cs[i]);
}

static void replay(int messages) {
  static char b[1 << 18];
  char from[512];
  struct stream s = {.digits = -1};
  if ((s.fd = dial(0)) < 0) die("connect");
  snprintf(from, sizeof from, "%s?since=earliest", channel);
  uint64_t begin = now(), bytes = 0;
  listen_to(s.fd, from, 0);
  while (s.messages < messages) {
    ssize_t n = recv(s.fd, b, sizeof b, 0);
    if (n <= 0) die("the stream has ended");
    bytes += n;
    count(&s, b, n, 0);
  }
  double took = (now() - begin) / 1e9;
  printf("%d messages, %.1f MB, replayed in %.3f s = %.0f/s\n", s.messages, bytes / 1e6, took,
         s.messages / took);
}

// All resume at once; ends when each has what it missed.
static void resume(struct stream *s, int clients, int missed, const char *id) {
  static char b[1 << 16];
  struct epoll_event e[256];
  int ep = epoll_create1(0), behind = clients;
  uint64_t begin = now();
  for (int i = 0; i < clients; i++) {
    s[i] = (struct stream){.digits = -1};
    if ((s[i].fd = dial(i)) < 0) die("connect");
    listen_to(s[i].fd, channel, id);
    struct epoll_event in = {.events = EPOLLIN, .data.ptr = &s[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, s[i].fd, &in);
  }
  printf("%d clients connected in %.2f s\n", clients, (now() - begin) / 1e9);
  while (behind) {
    int n = epoll_wait(ep, e, 256, 60000);
    if (n <= 0) die("nothing for a minute");
    for (int i = 0; i < n; i++) {
      struct stream *one = e[i].data.ptr;
      ssize_t k = recv(one->fd, b, sizeof b, 0);
      if (k <= 0) die("the stream has ended");
      int before = one->messages;
      count(one, b, k, 0);
      if (before < missed && one->messages >= missed) behind--;
    }
  }
  printf("%d clients have the %d messages they missed after %.2f s\n", clients, missed,
         (now() - begin) / 1e9);
}

// Publishes to others and times each delivery until the storm, a child process, is over.
static void live(pid_t storm) {
  static char b[1 << 16];
  static struct stream s[LIVE];
  struct client publisher = {.fd = dial(-1)};
  struct epoll_event e[LIVE];
  int ep = epoll_create1(0);
  for (int i = 0; i < LIVE; i++) {
    open_stream(&s[i], i, "live", 0, 0);
    struct epoll_event in = {.events = EPOLLIN, .data.ptr = &s[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, s[i].fd, &in);
  }
  uint64_t due = now();
  int status = 0, sent = 0;
  kill(storm, SIGCONT);
  while (!waitpid(storm, &status, WNOHANG)) {
    if (now() >= due) {
      post(publisher.fd, "live", 128);
      sent++;
      due += 1000000000 / LIVE_RATE;
    }
    uint64_t t = now();
    int n = epoll_wait(ep, e, LIVE, due > t ? (int)((due - t) / 1000000) : 0);
    for (int i = 0; i < n; i++) {
      struct stream *one = e[i].data.ptr;
      ssize_t k = recv(one->fd, b, sizeof b, 0);
      if (k <= 0) die("a live stream has ended");
      count(one, b, k, 1);
    }
    while (recv(publisher.fd, b, sizeof b, MSG_DONTWAIT) > 0) {}
  }
  uint64_t deliveries = 0;
  for (int i = 0; i < LIVE; i++) deliveries += s[i].messages;
  printf("others, live: %d messages, %llu deliveries; p50 %.2f p99 %.2f max %.2f ms\n", sent,
         (unsigned long long)deliveries, pct(.5, deliveries), pct(.99, deliveries), latmax / 1e6);
  if (status) exit(2);
}

static void storm(int clients, int missed) {
  struct stream *s = calloc(clients, sizeof *s);
  struct client publisher = {.fd = dial(-1)};
  char id[128];
  for (int i = 0; i < clients; i++) open_stream(&s[i], i, channel, id, sizeof id);
  for (int i = 0; i < clients; i++) close(s[i].fd);
  for (int i = 0; i < missed; i++) {
    post(publisher.fd, channel, 128);
    wait_answer(&publisher);
  }
  pid_t child = fork();
  if (!child) {
    raise(SIGSTOP);  // until the others listen
    resume(s, clients, missed, id);
    exit(0);
  }
  waitpid(child, 0, WUNTRACED);
  live(child);
}

int main(int argc, char **argv) {
  if (argc < 5) {
    fprintf(stderr, "usage: see the beginning of durable.c\n");
    return 2;
  }
  struct rlimit limit = {20000, 20000};
  setrlimit(RLIMIT_NOFILE, &limit);
  setvbuf(stdout, 0, _IOLBF, 0);
  memset(padding, 'x', sizeof padding);
  port = atoi(argv[2]);
  channel = argv[3];
  int a = atoi(argv[4]), b = argc > 5 ? atoi(argv[5]) : 0, c = argc > 6 ? atoi(argv[6]) : 128;
  int channels = argc > 7 ? atoi(argv[7]) : 1;
  if (c < 20) c = 20;
  if (!strcmp(argv[1], "publish")) publish(a, 0, b, c, channels);
  else if (!strcmp(argv[1], "fill")) publish(a, b, 0, c, 1);
  else if (!strcmp(argv[1], "replay")) replay(a);
  else if (!strcmp(argv[1], "storm")) storm(a, b);
  else return 2;
  return 0;
}
