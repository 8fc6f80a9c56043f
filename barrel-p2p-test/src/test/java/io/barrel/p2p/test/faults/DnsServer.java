package io.barrel.p2p.test.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/**
 * A real DNS server (dnsmasq) on a host of a network. It knows the addresses of one name, none at first, of which it says that the
 * name does not exist; nobody may keep an answer. Used by one thread.
 */
final class DnsServer implements AutoCloseable {

    /** As in a cluster of Kubernetes: the short name is written, and completed by the resolver of the host. */
    static final String NAME = "peers";

    private static final String DOMAIN = "default.svc.cluster.local";
    private static final String RESOLVER = "nameserver %s%nsearch " + DOMAIN + " svc.cluster.local cluster.local%n"
            + "options ndots:5 timeout:1 attempts:3%n";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Network.Host host;
    private final Path records;
    private final Path log;
    private Process process;

    /** Starts one; the files it reads and writes are in the directory. */
    DnsServer(Network.Host host, Path directory) throws IOException {
        this.host = host;
        this.records = Files.writeString(directory.resolve("records"), "");
        this.log = directory.resolve("dns.log");
        this.process = launch();
    }

    /** Skips the test where there is no dnsmasq. */
    static void assumeInstalled() {
        try {
            Command.run("", List.of("dnsmasq", "--version"));
        } catch (IOException e) {
            Assumptions.abort("dnsmasq is needed: " + e.getMessage());
        }
    }

    /** Makes a host ask this server, and no other. */
    void serve(Network.Host asking) throws IOException {
        asking.etc("resolv.conf", RESOLVER.formatted(host.address()));
        asking.etc("hosts", "127.0.0.1 localhost\n");
    }

    /** These are the addresses from now on; with none, the name does not exist. */
    void publish(Collection<String> addresses) throws IOException {
        String lines = addresses.stream()
                .map(address -> address + " " + NAME + "." + DOMAIN + "\n")
                .collect(Collectors.joining());
        Files.writeString(records, lines);
        Command.signal("HUP", process.pid());
    }

    /** Ends the server: its port answers nobody. */
    void stop() {
        process.destroy();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
    }

    /** Starts it anew with what was published last. */
    void start() throws IOException {
        process = launch();
    }

    /** Whether a host asked the server for the name since it first started. */
    boolean wasAskedBy(Network.Host asking) {
        try {
            return Files.exists(log)
                    && Files.readString(log).contains("query[A] " + NAME + "." + DOMAIN + " from " + asking.address());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(host.exec());
        command.addAll(List.of(
                "dnsmasq",
                "--keep-in-foreground",
                "--conf-file=/dev/null",
                "--user=root",
                "--pid-file=",
                "--no-resolv",
                "--no-hosts",
                "--local=/" + DOMAIN.substring(DOMAIN.indexOf("cluster")) + "/",
                "--addn-hosts=" + records,
                "--log-queries",
                "--log-facility=" + log));
        Process launched = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(PATIENCE).until(() -> isUp(launched));
        return launched;
    }

    private boolean isUp(Process launched) throws IOException {
        if (!launched.isAlive()) {
            throw new IllegalStateException("dnsmasq ended with " + launched.exitValue() + "; see " + log);
        }
        List<String> command = new ArrayList<>(host.exec());
        command.addAll(List.of("ss", "-Hlnu", "sport = :53"));
        return !Command.run("", command).output().isEmpty();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
