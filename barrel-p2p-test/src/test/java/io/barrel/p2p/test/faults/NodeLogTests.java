package io.barrel.p2p.test.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.test.faults.NodeLog.Explained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeLogTests {

    private static final List<Explained> TIMEOUT = List.of(new Explained("timeout", "the peer is gone"));

    private Path file;
    private NodeLog log;

    @BeforeEach
    void create(@TempDir Path directory) {
        file = directory.resolve("n1.log");
        log = new NodeLog(file);
    }

    @Test
    void informativeAndExplainedLinesAreNotFound() throws IOException {
        Files.writeString(file, "10:00:00.000 INFO  [main] a started\n10:00:01.000 WARN  [main] a timeout\n");

        assertThat(log.unexplained(TIMEOUT)).isEmpty();
    }

    @Test
    void otherWarningIsFoundOnce() throws IOException {
        Files.writeString(file, "10:00:01.000 WARN  [main] a surprise\n10:00:02.000 INFO  [main] a started\n");

        assertThat(log.unexplained(TIMEOUT)).containsExactly("10:00:01.000 WARN  [main] a surprise");
        assertThat(log.unexplained(TIMEOUT)).isEmpty();
    }

    @Test
    void errorIsNeverExplained() throws IOException {
        Files.writeString(file, "10:00:01.000 ERROR [main] a timeout\n\tat a.b.C\n");

        assertThat(log.unexplained(TIMEOUT)).hasSize(2);
    }

    @Test
    void wordsOfTheJvmItselfAreFound() throws IOException {
        Files.writeString(file, "OpenJDK 64-Bit Server VM warning: something\n");

        assertThat(log.unexplained(TIMEOUT)).hasSize(1);
    }

    @Test
    void whatIsBeforeTheMarkIsPassedOver() throws IOException {
        Files.writeString(file, "10:00:01.000 WARN  [main] a surprise\n");

        log.mark();

        assertThat(log.unexplained(List.of())).isEmpty();
    }
}
