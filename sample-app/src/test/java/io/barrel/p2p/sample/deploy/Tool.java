package io.barrel.p2p.sample.deploy;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Runs programs of the system and waits for them. */
final class Tool {

    private Tool() {}

    /** How a program ended: its exit code, and what it wrote to both outputs. */
    record Result(int code, String output) {

        /** Writes the answer to the test's report, where somebody may want to read it. */
        Result report(String command) {
            System.out.printf("$ %s%n%s%n", command, output);
            return this;
        }
    }

    /** Skips the test where that program is missing. */
    static void assumeInstalled(String program) {
        Assumptions.assumeTrue(isInstalled(program), program + " is needed");
    }

    static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    static Result run(Path directory, String... command) throws IOException {
        return run(directory, Map.of(), "", List.of(command));
    }

    static Result run(Path directory, Map<String, String> environment, String input, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + command, e);
        }
    }
}
