// nodes: what several nodes of one system cost, on servers on loopback.
//   nodes spread PORTS CHANNEL CLIENTS MESSAGES PIDS  event streams, spread over the nodes; each
//                                                     message is published at the first node, when
//                                                     all have the one before it
//   nodes away   PORTS CHANNEL CLIENTS COMMAND        the same, which stay while COMMAND takes the
//                                                     engine away and brings it back; how long
//                                                     after that a publish is taken, and all have it
// PORTS and PIDS are lists with commas.
#include "streams.h"

#define NODES_MAX 16

static int ports[NODES_MAX], pids[NODES_MAX], nodes;
static struct stream *streams;
static int ep;

static int numbers(char *list, int *to) {
  int n = 0;
  for (char *each = strtok(list, ","); each && n < NODES_MAX; each = strtok(0, ",")) {
    to[n++] = atoi(each);
  }
  return n;
}

static void open_all(int clients) {
  ep = epoll_create1(0);
  streams = calloc(clients, sizeof *streams);
  for (int i = 0; i < clients; i++) {
    port = ports[i % nodes];
    open_stream(&streams[i], i, channel, 0, 0);
    struct epoll_event in = {.events = EPOLLIN, .data.ptr = &streams[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, streams[i].fd, &in);
  }
  port = ports[0];
}

// Reads until all have so many messages.
static void await_all(int clients, int messages, int timed) {
  static char b[1 << 16];
  struct epoll_event e[256];
  int behind = 0;
  for (int i = 0; i < clients; i++) behind += streams[i].messages < messages;
  while (behind) {
    int n = epoll_wait(ep, e, 256, 60000);
    if (n <= 0) die("nothing for a minute");
    for (int i = 0; i < n; i++) {
      struct stream *one = e[i].data.ptr;
      ssize_t k = recv(one->fd, b, sizeof b, 0);
      if (k <= 0) die("the stream has ended");
      int before = one->messages;
      count(one, b, k, timed);
      if (before < messages && one->messages >= messages) behind--;
    }
  }
}

static long ticks(void) {
  long sum = 0;
  for (int i = 0; i < nodes; i++) sum += tree_ticks(pids[i]);
  return sum;
}

static void spread(int clients, int messages) {
  struct client publisher = {.fd = dial(-1)};
  int warm = messages / 5;
  long cpu = 0;
  uint64_t begin = 0;
  for (int i = 1; i <= warm + messages; i++) {
    if (i == warm + 1) {
      cpu = ticks();
      begin = now();
    }
    post(publisher.fd, channel, 128);
    wait_answer(&publisher);
    await_all(clients, i, i > warm);
  }
  double took = (now() - begin) / 1e9, deliveries = (double)messages * clients;
  printf("%d nodes: %d clients, %d messages: %.0f deliveries/s, %.2f us/delivery; ", nodes, clients,
         messages, deliveries / took, (ticks() - cpu) * 1e6 / sysconf(_SC_CLK_TCK) / deliveries);
  printf("p50 %.2f p99 %.2f ms\n", pct(.5, deliveries), pct(.99, deliveries));
}

// Publishes again and again until it is taken, each time over another connection.
static void publish_until_taken(void) {
  char b[4096];
  for (;;) {
    int fd = dial(-1);
    if (fd >= 0) {
      post(fd, channel, 128);
      ssize_t k = recv(fd, b, sizeof b - 1, 0);
      close(fd);
      if (k > 12 && !strncmp(b, "HTTP/1.1 201", 12)) return;
    }
    usleep(20000);
  }
}

static void away(int clients, const char *command) {
  publish_until_taken();
  await_all(clients, 1, 0);
  if (system(command)) die("the command failed");
  uint64_t back = now();
  publish_until_taken();
  double taken = (now() - back) / 1e9;
  await_all(clients, 2, 0);
  printf("%d clients of %d nodes: a publish is taken %.2f s after the engine is back, all have it"
         " after %.2f s\n", clients, nodes, taken, (now() - back) / 1e9);
}

int main(int argc, char **argv) {
  if (argc < 6) {
    fprintf(stderr, "usage: see the beginning of nodes.c\n");
    return 2;
  }
  struct rlimit limit = {20000, 20000};
  setrlimit(RLIMIT_NOFILE, &limit);
  setvbuf(stdout, 0, _IOLBF, 0);
  memset(padding, 'x', sizeof padding);
  nodes = numbers(argv[2], ports);
  channel = argv[3];
  int clients = atoi(argv[4]);
  open_all(clients);
  if (!strcmp(argv[1], "away")) away(clients, argv[5]);
  else if (argc > 6 && numbers(argv[6], pids) == nodes) spread(clients, atoi(argv[5]));
  else return 2;
  return 0;
}
