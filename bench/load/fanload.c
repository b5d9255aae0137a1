// fanload: opens N streaming connections (WebSocket or SSE) to any server on loopback, publishes
// marked messages through one WebSocket or HTTP publisher, and reports deliveries/s, latency, and
// the server's CPU and memory per unit.
//   cc -O2 -o fanload fanload.c
//   fanload -u ws://127.0.0.1:8000/notifications -c 1000 -m 2000 -w 4 -P $(pidof server)
// A message is `@@T<19-digit ns><8-digit seq>@@` + padding, put where %M stands in the publish
// template (-t). Received bytes are scanned for that mark, so framing, batching and envelopes of
// any protocol are all counted alike.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MARK "@@T"
#define MARKLEN 32  // @@T + 19 + 8 + @@
static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000ull + t.tv_nsec;
}
struct conn {
  int fd;
  uint8_t state;
  uint8_t tail_n;
  uint16_t hello_seen;
  char tail[MARKLEN];
};
static char host[64] = "127.0.0.1", path[512] = "/";
static int port = 8000, sse = 0;
static char hello[2048];
static char *ready_mark;
static char *hdr = "";
static char ptempl[4096] = "%M";
static char purl[512];
static char *phdr = "";
static char *phello;
static char *subproto;
static int N = 100, M = 1000, W = 1, S = 128;
static double rate = 0;
static int pid = 0;
static int hold = 0, quiet = 0;
static double tmo = 60;
static int only_one_pub = 0;
static uint64_t hist[4096];
static uint64_t latmax;
static void rec(uint64_t ns) {  // log-linear over units of 125 ns: 32 sub-buckets an octave
  if (ns > latmax) latmax = ns;
  uint64_t v = ns / 125;
  int i;
  if (v < 64) i = (int)v;
  else {
    int e = 58 - __builtin_clzll(v);
    i = e * 32 + (int)(v >> e);
  }
  hist[i > 4095 ? 4095 : i]++;
}
static double pct(double p, uint64_t tot) {
  uint64_t want = (uint64_t)(p * tot), a = 0;
  for (int i = 0; i < 4096; i++) {
    a += hist[i];
    if (a && a >= want) {
      uint64_t v = i;
      if (i >= 64) {
        int e = (i >> 5) - 1;
        v = (uint64_t)(i - e * 32) << e;
      }
      return v * 125 / 1e6;
    }
  }
  return 0;
}
static void die(const char *m) {
  perror(m);
  exit(2);
}
static long cpu_ticks(int p) {
  char f[64], b[1024];
  snprintf(f, 64, "/proc/%d/stat", p);
  FILE *h = fopen(f, "r");
  if (!h) return 0;
  size_t n = fread(b, 1, 1023, h);
  fclose(h);
  b[n] = 0;
  char *s = strrchr(b, ')');
  long ut, st;
  if (sscanf(s + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &ut, &st) != 2) return 0;
  return ut + st;
}
static long tree_ticks(int p) {  // pid and its direct children (pre-fork servers)
  long t = cpu_ticks(p);
  char f[96];
  snprintf(f, 96, "/proc/%d/task/%d/children", p, p);
  FILE *h = fopen(f, "r");
  int c;
  if (h) {
    while (fscanf(h, "%d", &c) == 1) t += tree_ticks(c);
    fclose(h);
  }
  return t;
}
static long rss_kb1(int p) {
  char f[64], l[256];
  snprintf(f, 64, "/proc/%d/status", p);
  FILE *h = fopen(f, "r");
  long v = 0;
  if (!h) return 0;
  while (fgets(l, 256, h))
    if (sscanf(l, "VmRSS: %ld", &v) == 1) break;
  fclose(h);
  return v;
}
static long rss_kb(int p) {
  long t = rss_kb1(p);
  char f[96];
  snprintf(f, 96, "/proc/%d/task/%d/children", p, p);
  FILE *h = fopen(f, "r");
  int c;
  if (h) {
    while (fscanf(h, "%d", &c) == 1) t += rss_kb(c);
    fclose(h);
  }
  return t;
}
static int dial(int i) {
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0) die("socket");
  int one = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (i >= 0) {
    struct sockaddr_in l = {.sin_family = AF_INET};
    l.sin_addr.s_addr = htonl(0x7f000002 + i / 25000);
    setsockopt(fd, IPPROTO_IP, 24 /*IP_BIND_ADDRESS_NO_PORT*/, &one, sizeof one);
    if (bind(fd, (void *)&l, sizeof l)) die("bind");
  }
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, host, &a.sin_addr);
  if (connect(fd, (void *)&a, sizeof a)) { return close(fd), -1; }
  return fd;
}
static void all(int fd, const char *b, size_t n) {
  while (n) {
    ssize_t r = send(fd, b, n, MSG_NOSIGNAL);
    if (r < 0) {
      if (errno == EAGAIN || errno == EINTR) {
        usleep(50);
        continue;
      }
      die("send");
    }
    b += r;
    n -= r;
  }
}
static void wsframe(int fd, const char *p, size_t n) {
  char b[65536 + 16];
  size_t k = 0;
  b[k++] = (char)0x81;
  if (n < 126) b[k++] = 0x80 | n;
  else {
    b[k++] = (char)(0x80 | 126);
    b[k++] = n >> 8;
    b[k++] = n;
  }
  memset(b + k, 0, 4);
  k += 4;
  memcpy(b + k, p, n);
  all(fd, b, k + n);
}
static void upgrade(int fd, const char *pth) {
  char r[4096];
  int n;
  if (sse)
    n = snprintf(r, sizeof r,
                 "GET %s HTTP/1.1\r\nHost: %s:%d\r\nAccept: text/event-stream\r\n%s\r\n", pth, host,
                 port, hdr);
  else
    n = snprintf(r, sizeof r,
                 "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: "
                 "Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: "
                 "13\r\n%s%s%s%s\r\n",
                 pth, host, port, subproto ? "Sec-WebSocket-Protocol: " : "",
                 subproto ? subproto : "", subproto ? "\r\n" : "", hdr);
  all(fd, r, n);
  char c[1];
  char w[4] = {0};
  char first[64] = {0};
  int fi = 0;
  for (;;) {
    ssize_t k = recv(fd, c, 1, 0);
    if (k <= 0) {
      fprintf(stderr, "upgrade refused: %s\n", first);
      exit(2);
    }
    if (fi < 63 && c[0] != '\r') first[fi++] = c[0];
    memmove(w, w + 1, 3);
    w[3] = c[0];
    if (!memcmp(w, "\r\n\r\n", 4)) break;
  }
  if (!strstr(first, sse ? " 200" : " 101")) {
    fprintf(stderr, "upgrade refused: %s\n", first);
    exit(2);
  }
}
static void waitmark(int fd, const char *m) {
  char b[65536];
  size_t n = 0;
  for (;;) {
    ssize_t k = recv(fd, b + n, sizeof b - 1 - n, 0);
    if (k <= 0) {
      fprintf(stderr, "closed while waiting for '%s' after %zu bytes\n", m, n);
      exit(2);
    }
    n += k;
    if (memmem(b, n, m, strlen(m))) return;
    if (n > 60000) n = 0;
  }
}
static uint64_t delivered, bytes_in;
static uint32_t *got;
static int done_msgs;
static void scan(struct conn *c, char *b, size_t n) {  // b has MARKLEN free bytes before it
  char *s = b - c->tail_n;
  memcpy(s, c->tail, c->tail_n);
  char *e = b + n;
  uint64_t t = 0;
  char *p = s;
  while ((p = memmem(p, e - p, MARK, 3))) {
    if (e - p < MARKLEN) break;
    char x[20];
    memcpy(x, p + 3, 19);
    x[19] = 0;
    uint64_t ts = strtoull(x, 0, 10);
    memcpy(x, p + 22, 8);
    x[8] = 0;
    uint32_t q = atoi(x);
    if (!t) t = now();
    if (q < (uint32_t)M) {
      rec(t - ts);
      delivered++;
      if (++got[q] == (uint32_t)N) done_msgs++;
    }
    p += MARKLEN;
  }
  size_t keep;
  if (p) keep = e - p;
  else {
    keep = 0;
    if (e - s >= 1 && e[-1] == '@') {
      keep = 1;
      if (e - s >= 2 && e[-2] == '@') keep = 2;
    }
  }
  if (keep >= MARKLEN) keep = MARKLEN - 1;
  c->tail_n = keep;
  memcpy(c->tail, e - keep, keep);
}
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
