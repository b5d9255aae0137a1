package dev.belfry.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belfry.cli.doctor.Finding.Verdict;
import dev.belfry.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of the kernel's bounds, by files as Linux has them.
class KernelChecksTest {
  @TempDir Path proc;

  @BeforeEach
  void fit() throws IOException {
    limit("1048576");
    write("sys/net/core/somaxconn", "4096\n");
    write("sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456\n");
    write("sys/net/ipv4/tcp_wmem", "4096\t16384\t4194304\n");
    write("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
    write("sys/net/ipv4/ip_local_reserved_ports", "\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = proc.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void limit(String hard) throws IOException {
    write(
        "self/limits",
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max open files            1024                 %-20s files     \n".formatted(hard)
            + "Max locked memory         8388608              8388608              bytes     \n");
  }

  private Finding found(String check, String... settings) {
    Map<String, String> map = settings.length == 0 ? Map.of() : Map.of(settings[0], settings[1]);
    return new KernelChecks(new Machine(proc), ServerConfig.of(map))
        .findings().stream().filter(each -> each.check().equals(check)).findFirst().orElseThrow();
  }

  @Test
  void aFitMachineIsOk() {
    assertThat(new KernelChecks(new Machine(proc), ServerConfig.defaults()).findings())
        .hasSize(4)
        .allMatch(each -> each.verdict() == Verdict.OK)
        .allMatch(each -> each.advice().isEmpty());
  }

  @Test
  void fewDescriptorsAreSaidWithTheConnectionsThatTheyLeave() throws IOException {
    limit("4096");
    assertThat(found("descriptors").verdict()).isEqualTo(Verdict.WARN);
    assertThat(found("descriptors").found()).contains("3596 connections");
    assertThat(found("descriptors").advice()).contains("ulimit -n", "LimitNOFILE");
    assertThat(found("descriptors", "limits.connections", "3000").verdict()).isEqualTo(Verdict.OK);
    limit("unlimited");
    assertThat(found("descriptors").verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void aSmallBacklogAndSmallBuffersAreSaid() throws IOException {
    write("sys/net/core/somaxconn", "128\n");
    write("sys/net/ipv4/tcp_wmem", "4096 16384 65536\n");
    assertThat(found("backlog").advice()).isEqualTo("sysctl -w net.core.somaxconn=4096");
    assertThat(found("tcp-buffers").verdict()).isEqualTo(Verdict.WARN);
    assertThat(found("tcp-buffers").found()).contains("tcp_wmem up to 64 KiB");
  }

  @Test
  void aPortAmongTheEphemeralOnesIsSaidUnlessReserved() throws IOException {
    assertThat(found("ephemeral-ports", "server.port", "40000").verdict()).isEqualTo(Verdict.WARN);
    write("sys/net/ipv4/ip_local_reserved_ports", "8080,39990-40010\n");
    assertThat(found("ephemeral-ports", "server.port", "40000").verdict()).isEqualTo(Verdict.OK);
    write("sys/net/ipv4/ip_local_port_range", "32768 40000\n");
    assertThat(found("ephemeral-ports").advice()).contains("ip_local_port_range");
  }

  @Test
  void whatASystemDoesNotSayIsNoFault() throws IOException {
    Files.delete(proc.resolve("self/limits"));
    write("sys/net/core/somaxconn", "not a number\n");
    assertThat(found("descriptors").verdict()).isEqualTo(Verdict.OK);
    assertThat(found("backlog").found()).isEqualTo("this system does not say");
  }
}
