#!/bin/sh
# CPU per delivery over TLS beside plain: WebSockets, event streams over HTTP/1.1 and HTTP/2, by
# Belfry itself, with nginx in front, and WebSockets by uWebSockets. One message in flight, three
# runs each, medians. JAVA_HOME is to be a JDK 25, where the java on PATH is none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$here/../target/tls
mkdir -p "$work"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if ! "$java" -version 2>&1 | grep -qE 'version "(2[5-9]|[3-9][0-9])'; then
  echo "set JAVA_HOME to a JDK 25" >&2
  exit 1
fi
client=$here/../src/main/java/dev/belfry/bench/TlsLoad.java
listeners=${LISTENERS:-480}
messages=${MESSAGES:-600}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
  -addext subjectAltName=DNS:localhost,IP:127.0.0.1 \
  -keyout "$work/key.pem" -out "$work/cert.pem" 2>/dev/null
cat >"$work/nginx.conf" <<EOF
worker_processes 1; daemon off; pid $work/nginx.pid; error_log stderr;
events { worker_connections 4096; }
http {
  access_log off; client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work;
  uwsgi_temp_path $work; scgi_temp_path $work;
  map \$http_upgrade \$up { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:9113 ssl http2;
    ssl_certificate $work/cert.pem; ssl_certificate_key $work/key.pem;
    location / {
      proxy_pass http://127.0.0.1:9111; proxy_http_version 1.1; proxy_buffering off;
      proxy_set_header Host \$http_host; proxy_set_header Upgrade \$http_upgrade;
      proxy_set_header Connection \$up;
    }
  }
}
EOF
"$here/../../belfry" --version >/dev/null # builds first, where that is needed
taskset -c 0 "$here/../../belfry" serve --port 9111 --limits.ping=1h >"$work/plain.log" 2>&1 &
plain=$!
taskset -c 0 "$here/../../belfry" serve --port 9112 --limits.ping=1h \
  --server.tls.certificate="$work/cert.pem" --server.tls.key="$work/key.pem" >"$work/tls.log" 2>&1 &
tls=$!
taskset -c 0 nginx -c "$work/nginx.conf" 2>"$work/nginx.log" &
nginx=$!
trap 'kill $plain $tls $nginx 2>/dev/null || true' EXIT
for log in plain tls; do
  until grep -q "listens on" "$work/$log.log"; do
    kill -0 $plain $tls # or give up
    sleep 1
  done
done
if [ ! -d "$work/node_modules" ]; then
  npm install --prefix "$work" --no-audit --no-fund \
    @trufflesuite/uws-js-unofficial@20.30.0-unofficial.0
fi
cp "$here/uws.js" "$work/uws.js"
taskset -c 0 node "$work/uws.js" 9114 >"$work/uws.log" &
uws=$!
taskset -c 0 node "$work/uws.js" 9115 "$work/key.pem" "$work/cert.pem" >"$work/uws-tls.log" &
uws_tls=$!
trap 'kill $plain $tls $nginx $uws $uws_tls 2>/dev/null || true' EXIT
until grep -q up "$work/uws.log" && grep -q up "$work/uws-tls.log"; do
  kill -0 $uws $uws_tls # or give up
  sleep 1
done
worker=$(ps -o pid= --ppid $nginx | tr -d ' ')

load() { # name mode port pid...
  name=$1 mode=$2 port=$3
  shift 3
  figures=$(taskset -c 1 "$java" "$client" "$mode" "$port" "$listeners" "$messages" "$@")
  echo "$name $figures"
}

round() {
  load plain-ws ws 9111 $plain
  load tls-ws wss 9112 $tls
  load plain-sse sse 9111 $plain
  load tls-sse sses 9112 $tls
  load tls-h2 h2 9112 $tls
  load uws-ws ws 9114 $uws
  load uws-tls-ws wss 9115 $uws_tls
  load nginx-ws wss 9113 $plain $worker
  load nginx-sse sses 9113 $plain $worker
  load nginx-h2 h2 9113 $plain $worker
}

round >/dev/null # warm
for _ in 1 2 3; do round; done | tee "$work/runs.txt"
echo
for name in plain-ws tls-ws plain-sse tls-sse tls-h2 uws-ws uws-tls-ws \
  nginx-ws nginx-sse nginx-h2; do
  grep "^$name " "$work/runs.txt" | grep -o '[0-9.]* us/delivery' | sort -n |
    sed -n "2s/^/median, $name: /p"
done
