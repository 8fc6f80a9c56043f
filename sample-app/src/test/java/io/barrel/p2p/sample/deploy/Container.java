package io.barrel.p2p.sample.deploy;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A container of the image, as a process: the image's own command line and environment, and nothing of the environment of the
 * tests. Its root is a directory, below which it finds {@code /srv} and {@code /tmp}.
 */
final class Container implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Pattern UP = Pattern.compile("\\S+ is up: see http://localhost:(\\d+)/");
    private static final Pattern ROOTED = Pattern.compile("(^|=)(/srv|/tmp)");
    private static final String LIGHT = "-Xmx128m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST).build();

    private final Process process;
    private final Path log;

    private Container(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one and returns at once.
     *
     * @param root what is left there by an earlier one is its volume
     * @param environment what is added to the image's own
     */
    static Container start(Image image, Host host, Path root, Map<String, String> environment, Path log)
            throws IOException {
        Files.createDirectories(log.getParent());
        Files.createDirectories(root.resolve("srv/data"));
        Files.createDirectories(root.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(Image.java()));
        image.stage().entrypoint().stream()
                .skip(1)
                .map(argument -> within(root, argument))
                .forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(image.workDirectory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        Stream.of(image.stage().environment(), environment, host.environment())
                .forEach(variables ->
                        variables.forEach((name, value) -> builder.environment().put(name, within(root, value))));
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        LIGHT + " -Djava.io.tmpdir=" + root.resolve("tmp") + " -Djdk.net.hosts.file=" + host.hosts());
        return new Container(builder.start(), log);
    }

    private static String within(Path root, String text) {
        return ROOTED.matcher(text).replaceAll(match -> match.group(1) + root + match.group(2));
    }

    /** Waits until it is up; its HTTP port. */
    int port() {
        await().alias("up in " + log).atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("exit code " + process.exitValue() + ": " + log());
            }
            return UP.matcher(log()).find();
        });
        return UP.matcher(log())
                .results()
                .map(line -> Integer.parseInt(line.group(1)))
                .findFirst()
                .orElseThrow();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Log lines a human should look at. */
    List<String> warnings() {
        return log().lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("WARNING"))
                .toList();
    }

    /** The status of the answer. */
    int status(String path) {
        return get(path).statusCode();
    }

    String text(String path) {
        return get(path).body();
    }

    JsonNode json(String path) {
        return new JsonMapper().readTree(text(path));
    }

    /** Asks it to end, as {@code docker stop} and the kubelet do; its exit code. */
    int stop(Duration atMost) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + atMost + ": " + log());
        }
        return process.exitValue();
    }

    /** Kills it, if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://localhost:" + port() + path);
        try {
            return http.send(
                    HttpRequest.newBuilder(uri).timeout(REQUEST).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
