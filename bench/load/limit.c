// limit: the least a WebSocket broadcast server can do. One thread, epoll, one send() of a prebuilt
// frame for each (message, connection). Any client frame is broadcast to every connection. The
// floor that ratios are quoted against.
//   cc -O2 -o limit limit.c && ./limit 9000
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>
struct c {
  int fd, idx, up;
  unsigned n;
  unsigned char* b;
};
static struct c** all;
static int cnt, cap;
static const char R[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
    "Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";
int main(int ac, char** av) {
  struct rlimit rl = {1048576, 1048576};
  setrlimit(RLIMIT_NOFILE, &rl);
  int l = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, 4);
  struct sockaddr_in a = {.sin_family = AF_INET,
                          .sin_port = htons(atoi(av[1])),
                          .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (bind(l, (void*)&a, sizeof a) || listen(l, 4096)) return perror("bind"), 1;
  int ep = epoll_create1(0);
  struct epoll_event ev = {.events = EPOLLIN, .data.ptr = 0};
  epoll_ctl(ep, EPOLL_CTL_ADD, l, &ev);
  static struct epoll_event es[512];
  static unsigned char rb[1 << 20], ob[1 << 17];
  for (;;) {
    int n = epoll_wait(ep, es, 512, -1);
    for (int i = 0; i < n; i++) {
      struct c* c = es[i].data.ptr;
      if (!c) {
        int fd = accept4(l, 0, 0, SOCK_NONBLOCK);
        if (fd < 0) continue;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, 4);
        c = calloc(1, sizeof *c);
        c->fd = fd;
        if (cnt == cap) all = realloc(all, sizeof *all * (cap = cap ? cap * 2 : 1024));
        c->idx = cnt;
        all[cnt++] = c;
        ev.data.ptr = c;
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
        continue;
      }
      ssize_t r = recv(c->fd, rb + c->n, sizeof rb - c->n, 0);
      if (r <= 0) {
        if (r < 0 && errno == EAGAIN) continue;
        close(c->fd);
        all[c->idx] = all[--cnt];
        all[c->idx]->idx = c->idx;
        free(c->b);
        free(c);
        continue;
      }
      if (!c->up) {
        if (memmem(rb, r, "\r\n\r\n", 4)) {
          c->up = 1;
          send(c->fd, R, sizeof R - 1, MSG_NOSIGNAL);
        }
        continue;
      }
      if (c->n) memcpy(rb, c->b, c->n);
      unsigned tot = c->n + r, p = 0;
      while (tot - p >= 6) {
        unsigned len = rb[p + 1] & 127, h = 6;
        if (len == 126) {
          if (tot - p < 8) break;
          len = rb[p + 2] << 8 | rb[p + 3];
          h = 8;
        }
        if (tot - p < h + len) break;
        unsigned char *m = rb + p + h - 4, *d = rb + p + h;
        unsigned k = 0;
        ob[k++] = 0x81;
        if (len < 126)
          ob[k++] = len;
        else {
          ob[k++] = 126;
          ob[k++] = len >> 8;
          ob[k++] = len;
        }
        for (unsigned j = 0; j < len; j++) ob[k + j] = d[j] ^ m[j & 3];
        k += len;
        if ((rb[p] & 15) == 1)
          for (int j = 0; j < cnt; j++)
            if (all[j]->up)
              if (send(all[j]->fd, ob, k, MSG_NOSIGNAL) != (ssize_t)k) fprintf(stderr, "short\n");
        p += h + len;
      }
      unsigned left = tot - p;
      if (left) {
        c->b = realloc(c->b, left);
        memcpy(c->b, rb + p, left);
      }
      c->n = left;
    }
  }
}
