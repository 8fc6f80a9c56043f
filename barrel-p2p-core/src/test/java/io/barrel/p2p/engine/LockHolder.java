package io.barrel.p2p.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that takes the lock of a file if it can, says whether it could, and stays until it is killed. */
final class LockHolder {

    private static final String HELD = "held";
    private static final String TAKEN = "taken";

    private final Process process;
    private final String answer;

    private LockHolder(Process process, String answer) {
        this.process = process;
        this.answer = answer;
    }

    /** Starts the process and waits for its answer. */
    static LockHolder start(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String answer = String.valueOf(out.readLine());
        if (!answer.equals(HELD) && !answer.equals(TAKEN)) {
            process.destroyForcibly();
            throw new IOException("the other process said: " + answer);
        }
        return new LockHolder(process, answer);
    }

    boolean holdsTheLock() {
        return answer.equals(HELD);
    }

    /** Kills the process, as {@code kill -9} does, and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public static void main(String[] args) throws IOException {
        try (FileChannel channel =
                FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            System.out.println(channel.tryLock() == null ? TAKEN : HELD);
            System.in.read();
        }
    }
}
