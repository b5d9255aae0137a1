// Publishers over HTTP and event streams, for the programs beside it. A message is `#`, 19 digits
// (nanoseconds) and padding; nothing else in a stream has a `#`.
#include "fanload.h"

struct client {
  int fd;
  int filled;
  uint64_t sent;
  char to[256];  // the channel that it publishes to
  char answer[2048];
};
struct stream {
  int fd;
  int messages;
  int digits;  // of the time that is being read; -1 outside
  uint64_t time;
};

static const char *channel;
static char padding[65536];

static void post(int fd, const char *to, int bytes) {
  char r[66000];
  int n = snprintf(r, sizeof r,
                   "POST /notifications/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                   "Content-Length: %d\r\n\r\n#%019llu%.*s",
                   to, bytes, (unsigned long long)now(), bytes - 20, padding);
  all(fd, r, n);
}

// Whether a whole answer is there; it must be 201.
static int answered(struct client *c) {
  ssize_t k = recv(c->fd, c->answer + c->filled, sizeof c->answer - 1 - c->filled, 0);
  if (k <= 0) die("the server has ended a connection");
  c->filled += k;
  c->answer[c->filled] = 0;
  char *end = strstr(c->answer, "\r\n\r\n");
  char *length = strcasestr(c->answer, "content-length:");
  if (!end || !length) return 0;
  if (c->filled < end + 4 - c->answer + atoi(length + 15)) return 0;
  if (strncmp(c->answer, "HTTP/1.1 201", 12)) {
    fprintf(stderr, "not kept: %s\n", c->answer);
    exit(2);
  }
  c->filled = 0;
  return 1;
}

static void wait_answer(struct client *c) {
  while (!answered(c)) {}
}

static void listen_to(int fd, const char *to, const char *last_id) {
  char r[1024];
  int n = snprintf(r, sizeof r,
                   "GET /notifications/%s HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                   "Accept: text/event-stream\r\n%s%s%s\r\n",
                   to, last_id ? "Last-Event-ID: " : "", last_id ? last_id : "",
                   last_id ? "\r\n" : "");
  all(fd, r, n);
}

// Counts the messages in some bytes; where it is timed, records how old each is.
static void count(struct stream *s, const char *b, ssize_t n, int timed) {
  for (ssize_t i = 0; i < n; i++) {
    if (b[i] == '#') {
      s->messages++;
      s->digits = 0;
      s->time = 0;
    } else if (timed && s->digits >= 0) {
      s->time = 10 * s->time + (b[i] - '0');
      if (++s->digits == 19) {
        rec(now() - s->time);
        s->digits = -1;
      }
    }
  }
}

// Opens a stream and returns when its first block is there; its id goes into `id`.
static void open_stream(struct stream *s, int i, const char *to, char *id, size_t room) {
  char b[4096];
  size_t n = 0;
  s->digits = -1;
  if ((s->fd = dial(i)) < 0) die("connect");
  listen_to(s->fd, to, 0);
  for (;;) {
    ssize_t k = recv(s->fd, b + n, sizeof b - 1 - n, 0);
    if (k <= 0) die("the stream has ended");
    n += k;
    b[n] = 0;
    char *head = strstr(b, "\r\n\r\n"), *told = head ? strstr(head, "id:") : 0;
    char *end = told ? strchr(told, '\n') : 0;
    if (!end) continue;
    told += 3 + (told[3] == ' ');
    if (id) snprintf(id, room, "%.*s", (int)(end - told), told);
    return;
  }
}
