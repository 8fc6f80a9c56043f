package io.barrel.p2p.sample;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sample's jar in a process of its own, as a user starts it; its output goes to a log file. */
public final class NodeProcess implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration REQUEST = Duration.ofSeconds(20);
    private static final Pattern UP = Pattern.compile("(\\S+) is up: see http://localhost:(\\d+)/");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int INODE_COLUMN = 9;

    /** Options of a JVM that is one of many on a small machine. */
    public static final List<String> LIGHT = List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final JsonMapper json = new JsonMapper();
    private static final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST).build();

    private final Process process;
    private final Path log;

    private NodeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one and returns at once. */
    static NodeProcess start(Path directory, Path log, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(LIGHT);
        command.addAll(List.of("-jar", System.getProperty("sample.jar")));
        command.addAll(List.of(arguments));
        return start(new ProcessBuilder(command).directory(directory.toFile()), log);
    }

    /** Starts another command line of the sample and returns at once. */
    public static NodeProcess start(ProcessBuilder builder, Path log) {
        try {
            Files.createDirectories(log.getParent());
            return new NodeProcess(
                    builder.redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Log lines a human should look at. */
    public List<String> warnings() {
        return log().lines()
                .filter(line -> line.contains(" WARN ") || line.contains(" ERROR ") || line.startsWith("WARNING"))
                .toList();
    }

    /** Waits until that many nodes have said in this log that they are up; their HTTP ports, in that order. */
    List<Integer> awaitPorts(int nodes) {
        await().alias("nodes up in " + log).atMost(START).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException("exit code " + process.exitValue() + ": " + log());
            }
            return ports().size() >= nodes;
        });
        return ports();
    }

    /** Waits until the node is up; its HTTP port. */
    public int port() {
        return awaitPorts(1).get(0);
    }

    /** The page of the node. */
    URI page() {
        return uri(port(), "/");
    }

    Board board() {
        return board(port());
    }

    static Board board(int port) {
        return json.readValue(get(port, "/api/board").body(), Board.class);
    }

    /** The running node behind the board. */
    Board.Node node() {
        return nodeOf(board());
    }

    /** The node a board is about; fails if it does not run. */
    static Board.Node nodeOf(Board board) {
        Board.Node node = board.node();
        if (node == null) {
            throw new AssertionError("the node is stopped: " + board);
        }
        return node;
    }

    public JsonNode json(String path) {
        return json.readTree(get(port(), path).body());
    }

    public HttpResponse<String> get(String path) {
        return get(port(), path);
    }

    HttpResponse<String> post(String path) {
        return send(HttpRequest.newBuilder(uri(port(), path)).POST(HttpRequest.BodyPublishers.noBody()));
    }

    HttpResponse<String> post(String path, String json) {
        return send(HttpRequest.newBuilder(uri(port(), path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** The lines of the event stream; ends when the node ends it. */
    Stream<String> events() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(port(), "/api/events")).build();
        return http.send(request, HttpResponse.BodyHandlers.ofLines()).body();
    }

    /** What {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** What {@code kill -STOP} does: it stands still until {@link #resume} or its end. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** What {@code kill -CONT} does. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException("kill -" + name + " failed with " + code);
        }
    }

    /** What {@code kill} does: asks the process to end. */
    public void terminate() {
        process.destroy();
    }

    /** Waits for the process to end; its exit code. */
    public int awaitExit(Duration atMost) throws InterruptedException {
        if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + atMost + ": " + log());
        }
        return process.exitValue();
    }

    /** UDP sockets the process has open, from {@code /proc}. */
    int udpSockets() throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        Set<String> udp = new HashSet<>();
        for (String table : List.of("udp", "udp6")) {
            for (String line : Files.readAllLines(proc.resolve("net").resolve(table))) {
                udp.add(line.strip().split("\\s+", -1)[INODE_COLUMN]);
            }
        }
        int sockets = 0;
        try (Stream<Path> descriptors = Files.list(proc.resolve("fd"))) {
            for (Path descriptor : descriptors.toList()) {
                sockets += isOneOf(udp, descriptor) ? 1 : 0;
            }
        }
        return sockets;
    }

    /** Kills the process and those it started, if they still run. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean isOneOf(Set<String> inodes, Path descriptor) throws IOException {
        if (!Files.isSymbolicLink(descriptor)) {
            return false; // closed meanwhile
        }
        return SOCKET.matcher(Files.readSymbolicLink(descriptor).toString())
                .results()
                .anyMatch(socket -> inodes.contains(socket.group(1)));
    }

    private List<Integer> ports() {
        return UP.matcher(log())
                .results()
                .map((MatchResult line) -> Integer.valueOf(line.group(2)))
                .toList();
    }

    private static HttpResponse<String> get(int port, String path) {
        return send(HttpRequest.newBuilder(uri(port, path)).GET());
    }

    private static URI uri(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(REQUEST).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
