package io.barrel.p2p.test.faults;

import io.barrel.p2p.wire.NodeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node in a JVM of its own on a host of a network. Its log is kept in a file; used by one thread. */
final class NodeProcess implements AutoCloseable {

    static final int PORT = 7400;

    private static final int MAX_EVENTS = 10_000;
    private static final int MAX_ANSWERS = 16;
    private static final long ANSWER_SECONDS = 30;
    private static final List<String> CHEAP =
            List.of("-Xmx96m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");

    private final NodeId name;
    private final Process process;
    private final NodeLog log;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(MAX_ANSWERS);
    private final Deque<NodeEvent> events = new ArrayDeque<>();
    private boolean frozen;

    private NodeProcess(NodeId name, Process process, NodeLog log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts one and returns at once.
     *
     * @param directory where its data are; a node that is started again finds its identity there
     * @param contacts as a configuration takes them
     */
    static NodeProcess start(
            NodeId name, Network.Host host, Path directory, NodeLog log, Pace pace, List<String> contacts) {
        List<String> command = new ArrayList<>(host.exec());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(CHEAP);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dlogback.configurationFile=logback-node.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeMain.class.getName()));
        command.addAll(List.of(
                name.value(),
                host.address(),
                Integer.toString(PORT),
                directory.toString(),
                pace.name(),
                String.join(",", contacts)));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
                    .start();
            NodeProcess node = new NodeProcess(name, process, log);
            Thread reader = new Thread(node::read, "output of " + name);
            reader.setDaemon(true);
            reader.start();
            return node;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeId name() {
        return name;
    }

    NodeLog log() {
        return log;
    }

    boolean isFrozen() {
        return frozen;
    }

    /** Waits until the node runs, which does not mean that it has joined. */
    void awaitStarted() {
        expect("started");
    }

    /** Both views now. Not to be asked of a frozen node. */
    Neighbours neighbours() {
        say("views");
        return Neighbours.parse(expect("views "));
    }

    /** The members as it knows them: each name and its status; none while it joins. Not to be asked of a frozen node. */
    Map<NodeId, String> members() {
        say("members");
        Map<NodeId, String> members = new TreeMap<>();
        String answer = expect("members ");
        for (String member : answer.isEmpty() ? new String[0] : answer.split(",", -1)) {
            String[] parts = member.split("=", 2);
            members.put(NodeId.of(parts[0]), parts[1]);
        }
        return members;
    }

    /** Broadcasts a text; when, on the machine's monotonic clock, in nanoseconds. */
    long publish(String text) {
        say("publish " + text);
        return Long.parseLong(expect("published "));
    }

    /** When its first subscriber got a text, on the same clock; 0 if it has not. */
    long heardAt(String text) {
        say("time " + text);
        return Long.parseLong(expect("time "));
    }

    /** Broadcasts in full, announcements, grafts and prunes it sent since it started. */
    List<Long> gossipSent() {
        say("counts");
        return Arrays.stream(expect("counts ").split(",", -1))
                .map(Long::valueOf)
                .toList();
    }

    /** How often each of the node's two subscribers got a text. */
    List<Integer> heard(String text) {
        say("hear " + text);
        return Arrays.stream(expect("heard ").split(",", -1))
                .map(Integer::valueOf)
                .toList();
    }

    /** Its services and messages. */
    NodeServices services() {
        return new NodeServices(this);
    }

    /** Says a line; the rest of the answer, which must begin so. Not to a frozen node. */
    String ask(String line, String begin) {
        say(line);
        return expect(begin);
    }

    /** The events so far, oldest first; the newest {@value MAX_EVENTS}. */
    List<NodeEvent> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** What {@code kill -9} does; waits for the end. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** What {@code kill -STOP} does: the process stands still and does not know it. */
    void freeze() {
        Command.signal("STOP", process.pid());
        frozen = true;
    }

    /** What {@code kill -CONT} does. */
    void thaw() {
        Command.signal("CONT", process.pid());
        frozen = false;
    }

    /** Kills the process, if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(ANSWER_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name + " does not end");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not listen; see " + log.file(), e);
        }
    }

    /** The rest of the next answer, which must begin so. */
    private String expect(String begin) {
        try {
            String answer = answers.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
            if (answer == null || !answer.startsWith(begin)) {
                throw new AssertionError(name + " answers '" + answer + "', not '" + begin + "'; see " + log.file());
            }
            return answer.substring(begin.length());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("event ")) {
                    remember(NodeEvent.parse(line.substring("event ".length())));
                } else {
                    answers.add(line); // throws if nobody takes them
                }
            }
        } catch (IOException e) {
            answers.offer("end of output: " + e.getMessage()); // a killed process; nobody may be waiting
        }
    }

    private void remember(NodeEvent event) {
        synchronized (events) {
            if (events.size() == MAX_EVENTS) {
                events.removeFirst();
            }
            events.add(event);
        }
    }
}
