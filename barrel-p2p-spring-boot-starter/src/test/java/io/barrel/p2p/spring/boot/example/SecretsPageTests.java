package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the files that docs/how-to/secrets.md lists, and their modes, against those of a running node, and runs its commands. */
class SecretsPageTests {

    private static final String PAGE = "how-to/secrets.md";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String OF_THE_UMASK = "";

    private static final Map<String, String> MODES = Map.of("rwx------", "0700", "rw-------", "0600");

    @TempDir
    private Path directory;

    @BeforeEach
    void needsModes() {
        assumeThat(FileSystems.getDefault().supportedFileAttributeViews())
                .as("modes of files")
                .contains("posix");
    }

    @Test
    void filesAndModesAreThoseOfARunningNode() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (List<String> row : Page.of(PAGE).rows("Secrets and files")) {
            List<String> mode = Page.code(row.get(1));
            for (String pattern : Page.code(row.get(0))) {
                rows.put(pattern, mode.isEmpty() ? OF_THE_UMASK : mode.get(0));
            }
        }
        Set<String> unseen = new TreeSet<>(rows.keySet());
        Path data = directory.resolve("data");
        try (NodeApplication node = start(data);
                NodeApplication peer = start(directory.resolve("peer"), "barrel.p2p.contact-nodes=" + node.contact())) {
            await().atMost(PATIENCE).until(() -> node.sees(peer) && peer.sees(node));
            node.send("POST", "/p2p/rotate/identity", null);
            node.send("POST", "/p2p/rotate/certificate", null);
            node.send("POST", "/p2p/revocations/gone@elsewhere", "{\"reason\":\"a test\"}");

            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.toList()) {
                    String name =
                            file.equals(data) ? "." : data.relativize(file).toString();
                    String row = rows.keySet().stream()
                            .filter(pattern -> matches(pattern, name))
                            .findFirst()
                            .orElseThrow(() -> new AssertionError(name + " is not on the page"));
                    unseen.remove(row);
                    if (!OF_THE_UMASK.equals(rows.get(row))) {
                        assertThat(mode(file)).as(name).isEqualTo(rows.get(row));
                    }
                }
            }
        }
        assertThat(unseen).isEmpty();
    }

    private static boolean matches(String pattern, String name) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
    }

    private static String mode(Path file) throws IOException {
        String letters = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        return MODES.getOrDefault(letters, letters);
    }

    @Test
    void restoredNodeIsTheSameOne() throws IOException, InterruptedException {
        Iterator<String> command = Page.of(PAGE).commands().iterator();
        String name;
        String fingerprint;
        try (NodeApplication node =
                start(Files.createDirectories(directory.resolve("orders-1")).resolve("data"))) {
            name = node.name().value();
            fingerprint = node.info().fingerprint();
            new Shell(directory).run(command.next());
        }
        new Shell(directory).run(command.next());
        assertThat(command).isExhausted();
        try (NodeApplication restored = start(directory.resolve("restored"))) {
            assertThat(restored.name().value()).isEqualTo(name);
            assertThat(restored.info().fingerprint()).isEqualTo(fingerprint);
        }
    }

    private static NodeApplication start(Path data, String... more) {
        return NodeApplication.start(
                data,
                Stream.concat(Stream.of("management.endpoint.p2p.access=unrestricted"), Stream.of(more))
                        .toArray(String[]::new));
    }
}
