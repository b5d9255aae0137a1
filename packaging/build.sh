#!/bin/sh
# Makes the packages, each with its own Java runtime, in packaging/target:
#
#   packaging/build.sh image   the folder belfry, as it is in all the packages
#   packaging/build.sh tar     belfry-VERSION-linux-ARCH.tar.gz
#   packaging/build.sh deb     belfry_VERSION_ARCH.deb
#   packaging/build.sh         tar and deb
#
#   JAVA_HOME      a JDK 25; otherwise looked for as by ./belfry
#   BELFRY_JAR     a jar that is built already; otherwise ./belfry builds it
#   PACKAGE_FAST   not empty: packed fast rather than small, for a test
#
# Needs a JDK 25, Maven for the jar, and dpkg-deb for the deb. Makes packages for the architecture
# of this machine.
set -eu

here=$(dirname "$(readlink -f "$0")")
root=${here%/*}
out=$here/target
image=$out/belfry

# What the classes of the jar name (jdeps --print-module-deps), less java.desktop, of which they
# name the types of optional annotations and of geometric columns; and what is looked for only
# when the program runs: figures of the process (jdk.management), socket options (jdk.net), zip
# files as file systems (jdk.zipfs), SASL, SRV records (jdk.naming.dns).
modules=java.base,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl
modules=$modules,java.sql,jdk.jfr,jdk.management,jdk.naming.dns,jdk.net,jdk.unsupported,jdk.zipfs

say() { echo "packaging: $*" >&2; }

find_jdk() {
  for folder in "${JAVA_HOME:-}" "${JDK25_HOME:-}" "${JAVA_HOME_25_X64:-}" /usr/lib/jvm/*25* \
    /usr/lib/jvm/* /opt/java/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/*; do
    if [ -x "$folder/bin/jlink" ] && grep -qs '^JAVA_VERSION="25' "$folder/release"; then
      echo "$folder"
      return
    fi
  done
  say "needs a JDK 25; install one or set JAVA_HOME"
  exit 1
}

version() { sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1; }

# The names of this machine's architecture: to Debian, to Netty, to sqlite-jdbc.
case $(uname -m) in
x86_64) debian=amd64 netty=x86_64 sqlite=x86_64 ;;
aarch64) debian=arm64 netty=aarch_64 sqlite=aarch64 ;;
*)
  say "there are no native libraries for $(uname -m)"
  exit 1
  ;;
esac

# The jar without native libraries, which are files in lib/native. The classes are not compressed:
# they load faster, and the package as a whole is compressed.
lay_out_jar() {
  jar=${BELFRY_JAR:-}
  if [ -z "$jar" ]; then
    "$root/belfry" --version >/dev/null
    jar=$root/cli/target/belfry.jar
  fi
  mkdir -p "$out/jar" "$image/lib/native"
  (cd "$out/jar" && "$jdk/bin/jar" --extract --file "$jar")
  mv "$out"/jar/META-INF/native/lib*linux*_"$netty".so \
    "$out"/jar/META-INF/native/libnetty_transport_native_*_"$netty".so \
    "$out/jar/org/sqlite/native/Linux/$sqlite/libsqlitejdbc.so" "$image/lib/native"
  rm -rf "$out/jar/META-INF/native" "$out/jar/org/sqlite/native"
  mv "$out/jar/META-INF/MANIFEST.MF" "$out/manifest"
  "$jdk/bin/jar" --create --no-compress --manifest "$out/manifest" --file "$image/lib/belfry.jar" \
    -C "$out/jar" .
  rm -rf "$out/jar" "$out/manifest"
}

# Line numbers stay in the runtime's classes, for stack traces that tell something.
lay_out_runtime() {
  "$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --vm=server \
    --compress zip-6 --output "$image/runtime"
  rm -f "$image"/runtime/bin/keytool "$image"/runtime/bin/rmiregistry \
    "$image"/runtime/bin/jrunscript \
    "$image"/runtime/lib/jrt-fs.jar "$image"/runtime/lib/jexec
}

# The caches of classes are valid for the jar of this size and time, wherever the folder is moved
# to: all packages keep times.
lay_out_caches() {
  "$image/bin/belfry" serve --help >/dev/null
  "$image/bin/belfry" --help >/dev/null
  for role in SERVER CLIENT; do
    if [ ! -s "$(echo "$image"/lib/belfry-$role-*.aot)" ]; then
      cat "$image/lib/train.log" >&2
      exit 1
    fi
  done
  rm -f "$image/lib/train.log"
}

# Where the deb has them in /usr/share, and where a folder in /opt would.
lay_out_manual() {
  "$image/bin/belfry" man "$image/share/man/man1"
  mkdir -p "$image/share/bash-completion/completions"
  "$image/bin/belfry" completion bash >"$image/share/bash-completion/completions/belfry"
}

lay_out() {
  jdk=$(find_jdk)
  rm -rf "$out"
  mkdir -p "$image/bin" "$image/lib"
  install -m 755 "$root/belfry" "$image/bin/belfry"
  cp "$root/LICENSE" "$root/NOTICE" "$image"
  say "the jar"
  lay_out_jar
  say "the Java runtime"
  lay_out_runtime
  say "the caches"
  lay_out_caches
  lay_out_manual
  chmod -R u=rwX,go=rX "$image"
}

make_tar() {
  name=belfry-$(version)-linux-$debian
  say "$name.tar.gz"
  tar --create --directory "$out" --transform "s:^belfry:$name:" --sort=name --owner=0 --group=0 \
    --numeric-owner belfry | gzip ${PACKAGE_FAST:+-1} >"$out/$name.tar.gz"
}

make_deb() {
  # Debian sorts 0.1.0~snapshot before 0.1.0.
  number=$(version | sed 's/-SNAPSHOT$/~snapshot/')
  say "belfry_${number}_$debian.deb"
  deb=$out/deb
  rm -rf "$deb"
  mkdir -p "$deb/DEBIAN" "$deb/etc/belfry" "$deb/usr/bin" "$deb/usr/lib/systemd/system" \
    "$deb/usr/share/doc/belfry" "$deb/usr/share/lintian/overrides"
  cp -a "$image" "$deb/usr/lib/belfry"
  mv "$deb"/usr/lib/belfry/share/* "$deb/usr/share"
  rmdir "$deb/usr/lib/belfry/share"
  gzip -9n "$deb"/usr/share/man/man1/*
  rm "$deb/usr/lib/belfry/LICENSE"
  mv "$deb/usr/lib/belfry/NOTICE" "$deb/usr/share/doc/belfry/"
  ln -s ../lib/belfry/bin/belfry "$deb/usr/bin/belfry"
  install -m 644 "$here/deb/belfry.yaml" "$deb/etc/belfry/belfry.yaml"
  install -m 644 "$root/deploy/belfry.service" "$deb/usr/lib/systemd/system/belfry.service"
  install -m 644 "$here/deb/copyright" "$deb/usr/share/doc/belfry/copyright"
  install -m 644 "$here/deb/lintian-overrides" "$deb/usr/share/lintian/overrides/belfry"
  sed "s/@VERSION@/$number/; s/@DATE@/$(LC_ALL=C date -uR)/" "$here/deb/changelog" |
    gzip -9n >"$deb/usr/share/doc/belfry/changelog.gz"
  size=$(du -sk --exclude=DEBIAN "$deb" | cut -f 1)
  sed "s/@VERSION@/$number/; s/@ARCHITECTURE@/$debian/; s/@SIZE@/$size/" "$here/deb/control" \
    >"$deb/DEBIAN/control"
  install -m 644 "$here/deb/conffiles" "$here/deb/templates" "$deb/DEBIAN"
  install -m 755 "$here/deb/config" "$here/deb/postinst" "$here/deb/prerm" "$here/deb/postrm" \
    "$deb/DEBIAN"
  (cd "$deb" && find etc usr -type f -exec md5sum {} + | grep -v ' etc/' >DEBIAN/md5sums)
  chmod -R u=rwX,go=rX "$deb"
  pack=-Zxz
  [ -z "${PACKAGE_FAST:-}" ] || pack="-Zgzip -z1"
  # shellcheck disable=SC2086 # two options
  dpkg-deb --root-owner-group $pack --build "$deb" \
    "$out/belfry_${number}_$debian.deb" >/dev/null
  rm -rf "$deb"
}

case ${1:-all} in
image) lay_out ;;
tar)
  lay_out
  make_tar
  ;;
deb)
  lay_out
  make_deb
  ;;
all)
  lay_out
  make_tar
  make_deb
  ;;
*)
  sed -n 's/^#   packaging/packaging/p' "$0" >&2
  exit 2
  ;;
esac
