// What fanload is made of: options, the histogram, usage of the server,
// connections, and the scanner for marks.
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
