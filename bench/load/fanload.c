// fanload: opens N streaming connections (WebSocket or SSE) to any server on loopback, publishes
// marked messages through one WebSocket or HTTP publisher, and reports deliveries/s, latency, and
// the server's CPU and memory per unit.
//   cc -O2 -o fanload fanload.c
//   fanload -u ws://127.0.0.1:8000/notifications -c 1000 -m 2000 -w 4 -P $(pidof server)
// A message is `@@T<19-digit ns><8-digit seq>@@` + padding, put where %M stands in the publish
// template (-t). Received bytes are scanned for that mark, so framing, batching and envelopes of
// any protocol are all counted alike.
#include "fanload.h"

int main(int argc, char **argv) {
  int o;
  setvbuf(stdout, 0, _IOLBF, 0);
  while ((o = getopt(argc, argv, "u:c:m:w:s:r:P:t:p:H:h:k:x:X:y:T:KqS")) > 0) switch (o) {
      case 'u': {
        char sch[16];
        if (sscanf(optarg, "%15[^:]://%63[^:/]:%d%511s", sch, host, &port, path) < 3) return 2;
        if (!strncmp(sch, "http", 4) || !strncmp(sch, "sse", 3)) sse = 1;
        break;
      }
      case 'c': N = atoi(optarg); break;
      case 'm': M = atoi(optarg); break;
      case 'w': W = atoi(optarg); break;
      case 's': S = atoi(optarg); break;
      case 'r': rate = atof(optarg); break;
      case 'P': pid = atoi(optarg); break;
      case 't': strncpy(ptempl, optarg, sizeof ptempl - 1); break;
      case 'p':
        strncpy(purl, optarg, sizeof purl - 1);
        break;  // -p path: publish by HTTP POST there (or ws path with S)
      case 'h': strncpy(hello, optarg, sizeof hello - 1); break;
      case 'k': ready_mark = optarg; break;
      case 'x': hdr = optarg; break;
      case 'X': phdr = optarg; break;
      case 'y': subproto = optarg; break;
      case 'H': phello = optarg; break;
      case 'T': tmo = atof(optarg); break;
      case 'K': hold = 1; break;
      case 'q': quiet = 1; break;
      case 'S': only_one_pub = 1; break;
      default: return 2;
    }
  struct rlimit rl = {1048576, 1048576};
  if (setrlimit(RLIMIT_NOFILE, &rl)) {
    rl.rlim_cur = rl.rlim_max = 20000;
    setrlimit(RLIMIT_NOFILE, &rl);
  }
  for (char *s = hdr; (s = strstr(s, "\\r\\n"));) {
    memmove(s + 2, s + 4, strlen(s + 4) + 1);
    s[0] = '\r';
    s[1] = '\n';
  }
  struct conn *cs = calloc(N, sizeof *cs);
  got = calloc(M + 1, 4);
  int ep = epoll_create1(0);
  long rss0 = pid ? rss_kb(pid) : 0;
  long cpu0 = pid ? tree_ticks(pid) : 0;
  uint64_t t0 = now();
  for (int i = 0; i < N; i++) {
    int fd = dial(i);
    if (fd < 0) {
      fprintf(stderr, "connect %d: %s\n", i, strerror(errno));
      return 2;
    }
    cs[i].fd = fd;
    upgrade(fd, path);
    if (hello[0]) {  // several text frames are separated by "|||"
      char h[2048];
      strcpy(h, hello);
      char *s = h;
      for (;;) {
        char *e = strstr(s, "|||");
        if (e) *e = 0;
        wsframe(fd, s, strlen(s));
        if (!e) break;
        s = e + 3;
      }
    }
    if (ready_mark) waitmark(fd, ready_mark);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = &cs[i]};
    epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
  }
  double tc = (now() - t0) / 1e9;
  sleep(1);
  long rss1 = pid ? rss_kb(pid) : 0;
  long cpuc = pid ? tree_ticks(pid) : 0;
  printf("connected %d in %.2f s (%.0f/s)", N, tc, N / tc);
  if (pid)
    printf("; server rss %.1f -> %.1f MiB, %.2f KiB/conn, %.0f us cpu/conn", rss0 / 1024.,
           rss1 / 1024., (double)(rss1 - rss0) / N, (cpuc - cpu0) * 1e4 / N);
  printf("\n");
  if (hold) { pause(); }
  if (M == 0) return 0;
  int pfd;
  if (purl[0] && !only_one_pub) {
    pfd = dial(-1);
  } else if (only_one_pub) {
    pfd = dial(-1);
    int was = sse;
    sse = 0;
    upgrade(pfd, purl[0] ? purl : path);
    sse = was;
    if (phello) {
      char h[2048];
      strcpy(h, phello);
      char *s = h;
      for (;;) {
        char *e = strstr(s, "|||");
        if (e) *e = 0;
        wsframe(pfd, s, strlen(s));
        if (!e) break;
        s = e + 3;
      }
    }
    usleep(200000);
  } else pfd = cs[0].fd;
  int pub_http = purl[0] && !only_one_pub;
  if (pfd != cs[0].fd) {
    fcntl(pfd, F_SETFL, O_NONBLOCK);
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(ep, EPOLL_CTL_ADD, pfd, &ev);
  }
  char *rb = malloc(1 << 20);
  char *buf = rb + 64;
  int sent = 0;
  uint64_t start = now(), last = start, next = start;
  struct epoll_event evs[512];
  char *pad = malloc(S + 1);
  memset(pad, 'x', S);
  int padn = S > MARKLEN ? S - MARKLEN : 0;
  pad[padn] = 0;
  while ((uint64_t)delivered < (uint64_t)M * N) {
    uint64_t t = now();
    if ((t - last) / 1e9 > tmo && (t - start) / 1e9 > tmo) {
      printf("STALLED after %.0f s without a delivery\n", tmo);
      break;
    }
    while (sent < M && (rate > 0 ? t >= next : sent - done_msgs < W)) {
      char mk[256 + 65536], body[65536];
      snprintf(mk, sizeof mk, MARK "%019llu%08d@@%s", (unsigned long long)now(), sent, pad);
      char *at = strstr(ptempl, "%M");
      int n = snprintf(body, sizeof body, "%.*s%s%s", (int)(at - ptempl), ptempl, mk, at + 2);
      if (pub_http) {
        char rq[70000];
        int k = snprintf(rq, sizeof rq,
                         "POST %s HTTP/1.1\r\nHost: %s:%d\r\nContent-Length: %d\r\n%s\r\n%s", purl,
                         host, port, n, phdr, body);
        for (char *s = rq; (s = strstr(s, "\\r\\n"));) {
          memmove(s + 2, s + 4, strlen(s + 4) + 1);
          s[0] = '\r';
          s[1] = '\n';
          k -= 2;
        }
        all(pfd, rq, k);
      } else wsframe(pfd, body, n);
      sent++;
      next += rate > 0 ? (uint64_t)(1e9 / rate) : 0;
    }
    int tmoms = rate > 0 && sent < M ? 0 : 10;
    if (rate > 0 && sent < M) {
      int64_t d = (int64_t)(next - now()) / 1000000;
      if (d > 0) tmoms = d > 10 ? 10 : (int)d;
    }
    int n = epoll_wait(ep, evs, 512, tmoms);
    for (int i = 0; i < n; i++) {
      struct conn *c = evs[i].data.ptr;
      int fd = c ? c->fd : pfd;
      for (;;) {
        ssize_t r = recv(fd, buf, (1 << 20) - 128, 0);
        if (r < 0) { break; }
        if (r == 0) {
          epoll_ctl(ep, EPOLL_CTL_DEL, fd, 0);
          fprintf(stderr, "server closed a connection\n");
          break;
        }
        if (c) {
          bytes_in += r;
          scan(c, buf, r);
          last = now();
        }
        if (r < 65536) break;
      }
    }
  }
  double el = (last - start) / 1e9;
  long cpu1 = pid ? tree_ticks(pid) : 0;
  uint64_t exp = (uint64_t)M * N;
  printf(
      "delivered %llu of %llu in %.2f s = %.0f/s; latency ms p50 %.2f p99 %.2f max %.2f; %.0f wire "
      "bytes/delivery",
      (unsigned long long)delivered, (unsigned long long)exp, el, delivered / el,
      pct(.5, delivered), pct(.99, delivered), latmax / 1e6,
      (double)bytes_in / (delivered ? delivered : 1));
  if (pid)
    printf("; server cpu %.2f s = %.3f us/delivery; rss %.1f MiB", (cpu1 - cpuc) / 100.,
           (cpu1 - cpuc) * 1e4 / (delivered ? delivered : 1), rss_kb(pid) / 1024.);
  printf("\n");
  return delivered == exp ? 0 : 1;
}
