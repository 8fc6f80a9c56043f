package io.barrel.p2p.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs {@link Peer}, seen from this one. */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final Peer.Ready ready;

    private OtherProcess(Process process, Peer.Ready ready) {
        this.process = process;
        this.ready = ready;
    }

    /**
     * Starts it with the Java and the class path of this process, and waits until it listens.
     *
     * @param base where data directories are made
     * @param log takes what it has to say beside results
     */
    static OtherProcess start(Path base, Path log) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-classpath",
                System.getProperty("java.class.path"),
                Peer.class.getName(),
                base.toString());
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            try {
                return new OtherProcess(process, ready(process, log));
            } catch (IOException | RuntimeException e) {
                process.destroyForcibly();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Peer.Ready ready(Process process, Path log) throws IOException {
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null) {
            throw new IOException("The other process ended before it was ready; see " + log);
        }
        return Peer.Ready.parse(line);
    }

    /** Where it listens. */
    Peer.Ready ready() {
        return ready;
    }

    /** Ends it: what it reads ends, which tells it to stop. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (process.waitFor(Side.PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
        }
        throw new IllegalStateException("The other process did not end");
    }
}
