package io.barrel.p2p.test.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs short programs of the system and waits for them. */
final class Command {

    private Command() {}

    /** How a program ended: its exit code, and what it wrote to both outputs. */
    record Result(int code, String output) {}

    /** Runs a program; its answer, whatever the exit code. */
    static Result run(String input, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var stdin = process.getOutputStream()) {
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

    /** Runs {@code ip} with these arguments; its answer. Fails unless it succeeds. */
    static String ip(String... arguments) {
        return succeeded("", arguments);
    }

    /** Runs lines of {@code ip} within a namespace, up to the first that fails; fails unless all succeed. */
    static void ipWithin(String namespace, List<String> lines) {
        succeeded(String.join("\n", lines) + "\n", "-n", namespace, "-batch", "-");
    }

    /** Sends a signal, such as {@code STOP}. Fails if there is no such process. */
    static void signal(String signal, long pid) {
        check(List.of("sh", "-c", "kill -" + signal + " " + pid), "");
    }

    private static String succeeded(String input, String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        return check(command, input);
    }

    private static String check(List<String> command, String input) {
        try {
            Result result = run(input, command);
            if (result.code() != 0) {
                throw new IllegalStateException(command + " failed: " + result.output() + "\n" + input);
            }
            return result.output();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
