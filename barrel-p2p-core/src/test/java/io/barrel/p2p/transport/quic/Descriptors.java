package io.barrel.p2p.transport.quic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Scanner;
import java.util.Set;
import java.util.stream.Stream;

/** What this process has open, as Linux tells it. */
final class Descriptors {

    private static final Path OPEN = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** UDP sockets of this process. */
    static int udpSockets() {
        Set<String> udp = new HashSet<>();
        for (String table : new String[] {"/proc/self/net/udp", "/proc/self/net/udp6"}) {
            try (Stream<String> lines = Files.lines(Path.of(table))) {
                lines.skip(1).forEach(line -> udp.add("socket:[" + inode(line) + "]"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return (int) targets().filter(udp::contains).count();
    }

    private static String inode(String line) {
        Scanner fields = new Scanner(line);
        for (int i = 0; i < 9; i++) {
            fields.next();
        }
        return fields.next();
    }

    /** All open descriptors. */
    static int count() {
        return (int) targets().count();
    }

    private static Stream<String> targets() {
        try (Stream<Path> open = Files.list(OPEN)) {
            return open.map(Descriptors::target).flatMap(Optional::stream).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty for one that was closed meanwhile. */
    private static Optional<String> target(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
