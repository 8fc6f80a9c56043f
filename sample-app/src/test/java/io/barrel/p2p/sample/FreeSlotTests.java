package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class FreeSlotTests {

    @TempDir
    private Path directory;

    @Test
    void claimedSlotIsNotGivenAgain() {
        assertThat(FreeSlot.claim(directory)).isZero();
        assertThat(FreeSlot.claim(directory)).isEqualTo(1);
        assertThat(FreeSlot.claim(directory)).isEqualTo(2);
    }

    @Test
    void directoriesHaveSlotsOfTheirOwn() {
        assertThat(FreeSlot.claim(directory.resolve("a"))).isZero();
        assertThat(FreeSlot.claim(directory.resolve("b"))).isZero();
    }

    @Test
    void freePortIsTaken() {
        int port = unusedPort();

        assertThat(FreeSlot.freePort(port)).isEqualTo(port);
    }

    @Test
    void occupiedPortIsSkippedByAHundred() throws IOException {
        try (ServerSocket occupied = new ServerSocket()) {
            occupied.bind(new InetSocketAddress(unusedPort()));

            int chosen = FreeSlot.freePort(occupied.getLocalPort());

            assertThat(chosen).isGreaterThan(occupied.getLocalPort());
            assertThat((chosen - occupied.getLocalPort()) % 100).isZero();
        }
    }

    @Test
    void slotAndPortBecomeTheWeakestProperties() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "user", Map.of("sample.directory", directory.toString(), "sample.port", "9999")));

        new FreeSlot().postProcessEnvironment(environment, new SpringApplication());

        assertThat(environment.getProperty("sample.slot")).isEqualTo("0");
        assertThat(environment.getProperty("sample.port")).isEqualTo("9999");
    }

    /** A port below 32768, where the system picks none by itself, with room above. */
    private static int unusedPort() {
        return IntStream.range(20_011, 30_000)
                .filter(port -> FreeSlot.freePort(port) == port)
                .findFirst()
                .orElseThrow();
    }
}
