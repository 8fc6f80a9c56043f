package io.barrel.p2p.test.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The network namespaces of this process, told from those of others by their names: {@code barrel-<pid>-<start>-<network>-...}.
 * Those whose process is gone are left over from a run that was killed, and are removed.
 */
final class Namespaces {

    private static final String PREFIX = "barrel-";
    private static final AtomicInteger networks = new AtomicInteger();

    private Namespaces() {}

    /** Skips the test, with the reason, unless namespaces can be made here; removes left-overs. */
    static void assumePermitted() {
        Optional<String> refusal = refusal();
        assumeTrue(refusal.isEmpty(), () -> "No network namespaces: " + refusal.orElse(""));
        removeLeftOvers();
    }

    /** Why no namespaces can be made here; empty if they can. */
    private static Optional<String> refusal() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.of("network namespaces are a feature of Linux");
        }
        String probe = newPrefix() + "probe";
        try {
            Command.Result added = Command.run("", List.of("ip", "netns", "add", probe));
            if (added.code() != 0) {
                return Optional.of("`ip netns add` is refused (root is needed): " + added.output());
            }
        } catch (IOException e) {
            return Optional.of("`ip` of iproute2 is needed: " + e.getMessage());
        }
        remove(probe);
        return Optional.empty();
    }

    /** The beginning of the names of a new network. */
    static String newPrefix() {
        return prefixOf(ProcessHandle.current()) + networks.incrementAndGet() + "-";
    }

    /** Ends the processes in all namespaces whose name begins so, and removes them. */
    static void removeAll(String prefix) {
        all().stream().filter(name -> name.startsWith(prefix)).forEach(Namespaces::remove);
    }

    /** Removes what processes that are gone have left behind. */
    private static void removeLeftOvers() {
        all().stream().filter(Namespaces::isLeftOver).forEach(Namespaces::remove);
    }

    private static boolean isLeftOver(String name) {
        String[] parts = name.split("-", -1);
        if (!name.startsWith(PREFIX) || parts.length < 4 || !parts[1].matches("[0-9]{1,18}")) {
            return false;
        }
        // The start tells a process from an earlier one with the same id.
        return ProcessHandle.of(Long.parseLong(parts[1]))
                .filter(owner -> name.startsWith(prefixOf(owner)))
                .isEmpty();
    }

    private static String prefixOf(ProcessHandle owner) {
        long start = owner.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return PREFIX + owner.pid() + "-" + start + "-";
    }

    private static List<String> all() {
        // A line is a name, sometimes followed by "(id: 3)".
        return Command.ip("netns", "list")
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .toList();
    }

    private static void remove(String name) {
        // A process would keep the namespace alive without its name.
        Command.ip("netns", "pids", name)
                .lines()
                .map(Long::valueOf)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
        Command.ip("netns", "delete", name);
        removeEtc(etc(name));
    }

    /** Whose files `ip netns exec` puts in the place of those of the same name in {@code /etc}. */
    static Path etc(String namespace) {
        return Path.of("/etc/netns", namespace);
    }

    private static void removeEtc(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
