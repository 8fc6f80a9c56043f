package io.barrel.p2p.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.ApplicationArguments;

/**
 * Further nodes in processes of their own, started with this process's Java, class path and arguments. They end with the
 * process that started them: told to when it ends in order, by themselves when it was killed.
 */
final class SiblingNodes {

    private static final String NODES = "nodes";
    private static final String LAUNCHER = "sample.launcher-pid";
    private static final int MOST_NODES = 20;
    private static final long STOP_SECONDS = 20;

    private SiblingNodes() {}

    /** Starts as many processes as {@code --nodes} asks for besides this one; none without it. */
    static void start(ApplicationArguments arguments) {
        int siblings = nodes(arguments) - 1;
        if (siblings == 0) {
            return;
        }
        List<String> command = command(arguments);
        List<Process> processes = new ArrayList<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(processes), "sibling-nodes"));
        for (int i = 0; i < siblings; i++) {
            processes.add(start(command));
        }
    }

    /** Ends this process, in order, as soon as the process that launched it is gone. */
    static void endWithLauncher(ApplicationArguments arguments) {
        List<String> launcher = arguments.getOptionValues(LAUNCHER);
        if (launcher == null) {
            return;
        }
        Thread watch = new Thread(
                () -> {
                    ProcessHandle.of(Long.parseLong(launcher.get(0)))
                            .ifPresent(process -> process.onExit().join());
                    System.exit(0);
                },
                "launcher-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private static int nodes(ApplicationArguments arguments) {
        List<String> values = arguments.getOptionValues(NODES);
        if (values == null) {
            return 1;
        }
        String value = String.join(",", values);
        if (!value.matches("[1-9][0-9]?") || Integer.parseInt(value) > MOST_NODES) {
            throw new IllegalArgumentException(
                    "--nodes=" + value + " must be a number of nodes from 1 to " + MOST_NODES);
        }
        return Integer.parseInt(value);
    }

    private static Process start(List<String> command) {
        try {
            return new ProcessBuilder(command).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start another node: " + command.get(0), e);
        }
    }

    static List<String> command(ApplicationArguments arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (!option.startsWith("-agentlib:jdwp")) {
                command.add(option);
            }
        }
        String classPath = System.getProperty("java.class.path");
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, SampleApplication.class.getName()));
        }
        for (String argument : arguments.getSourceArgs()) {
            if (!argument.startsWith("--" + NODES + "=")) {
                command.add(argument);
            }
        }
        command.add("--" + LAUNCHER + "=" + ProcessHandle.current().pid());
        return command;
    }

    private static void stop(List<Process> processes) {
        processes.forEach(Process::destroy);
        try {
            for (Process process : processes) {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
