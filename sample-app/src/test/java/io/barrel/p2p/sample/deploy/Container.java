package io.barrel.p2p.sample.deploy;

import io.barrel.p2p.sample.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A container of the image, as a process: the image's own command line and environment, and nothing of the environment of the
 * tests. Its root is a directory, below which it finds {@code /srv} and {@code /tmp}.
 */
final class Container implements AutoCloseable {

    private static final Pattern ROOTED = Pattern.compile("(^|=)(/srv|/tmp)");

    private final NodeProcess process;

    private Container(NodeProcess process) {
        this.process = process;
    }

    /**
     * Starts one and returns at once.
     *
     * @param root what is left there by an earlier one is its volume
     * @param environment what is added to the image's own
     */
    static Container start(Image image, Host host, Path root, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(root.resolve("srv/data"));
        Files.createDirectories(root.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(Image.java()));
        image.stage().entrypoint().stream()
                .skip(1)
                .map(argument -> within(root, argument))
                .forEach(command::add);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(image.workDirectory().toFile());
        builder.environment().clear();
        Stream.of(image.stage().environment(), environment, host.environment())
                .forEach(variables ->
                        variables.forEach((name, value) -> builder.environment().put(name, within(root, value))));
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        String.join(" ", NodeProcess.LIGHT) + " -Djava.io.tmpdir=" + root.resolve("tmp")
                                + " -Djdk.net.hosts.file=" + host.hosts());
        return new Container(NodeProcess.start(builder, log));
    }

    private static String within(Path root, String text) {
        return ROOTED.matcher(text).replaceAll(match -> match.group(1) + root + match.group(2));
    }

    /** Waits until it is up; its HTTP port. */
    int port() {
        return process.port();
    }

    /** Log lines a human should look at. */
    List<String> warnings() {
        return process.warnings();
    }

    /** The status of the answer. */
    int status(String path) {
        return process.get(path).statusCode();
    }

    String text(String path) {
        return process.get(path).body();
    }

    JsonNode json(String path) {
        return process.json(path);
    }

    /** Asks it to end, as {@code docker stop} and the kubelet do; its exit code. */
    int stop(Duration atMost) throws InterruptedException {
        process.terminate();
        return process.awaitExit(atMost);
    }

    /** Kills it, if it still runs. */
    @Override
    public void close() {
        process.close();
    }
}
