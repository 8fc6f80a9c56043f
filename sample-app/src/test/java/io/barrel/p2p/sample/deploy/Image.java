package io.barrel.p2p.sample.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * What {@code deploy/Dockerfile} makes, as files in a directory: its instructions are carried out there, with the JVM of the
 * tests in the place of the base image's.
 */
final class Image {

    private final Path directory;
    private final Dockerfile.Stage stage;
    private final Path workDirectory;

    private Image(Path directory, Dockerfile.Stage stage, Path workDirectory) {
        this.directory = directory;
        this.stage = stage;
        this.workDirectory = workDirectory;
    }

    /** Builds it in an empty directory. */
    static Image build(Path directory) throws IOException {
        Dockerfile dockerfile = Dockerfile.read();
        Path last = directory;
        Path workDirectory = directory;
        for (Dockerfile.Stage stage : dockerfile.stages()) {
            last = Files.createDirectories(directory.resolve(stage.name().isEmpty() ? "image" : stage.name()));
            workDirectory = build(stage, directory, last);
        }
        return new Image(last, dockerfile.image(), workDirectory);
    }

    /** Carries out the instructions of a stage; the directory it works in at the end. */
    private static Path build(Dockerfile.Stage stage, Path stages, Path root) throws IOException {
        Path workDirectory = root;
        for (Dockerfile.Instruction instruction : stage.instructions()) {
            switch (instruction.word()) {
                case "WORKDIR" -> workDirectory = Files.createDirectories(within(root, instruction.arguments()));
                case "COPY" -> copy(instruction.arguments().split("\\s+", -1), stages, workDirectory);
                case "RUN" -> run(Dockerfile.exec(instruction.arguments()), root, workDirectory);
                case "USER", "VOLUME", "ENV", "EXPOSE", "ENTRYPOINT" -> {}
                default -> throw new IllegalArgumentException("unknown: " + instruction);
            }
        }
        return workDirectory;
    }

    private static void copy(String[] words, Path stages, Path workDirectory) throws IOException {
        boolean fromStage = words[0].startsWith("--from=");
        Path source = fromStage
                ? within(stages.resolve(words[0].substring("--from=".length())), words[1])
                : DeployFiles.PROJECT.resolve(words[0]);
        Path target = workDirectory.resolve(words[words.length - 1]).normalize();
        if (!Files.exists(source)) {
            throw new IOException("COPY of what is not there: " + source);
        }
        FileSystemUtils.copyRecursively(source, target);
    }

    private static void run(List<String> command, Path root, Path workDirectory) throws IOException {
        switch (command.get(0)) {
            case "java" -> {
                Tool.Result result = Tool.run(
                        workDirectory,
                        Stream.concat(Stream.of(java()), command.stream().skip(1))
                                .toArray(String[]::new));
                if (result.code() != 0) {
                    throw new IOException(command + ": " + result.output());
                }
            }
            case "install" -> Files.createDirectories(within(root, command.get(command.size() - 1)));
            default -> throw new IOException("not known here: " + command);
        }
    }

    private static Path within(Path root, String path) {
        return root.resolve(Path.of("/").relativize(Path.of(path)));
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Dockerfile.Stage stage() {
        return stage;
    }

    Path workDirectory() {
        return workDirectory;
    }

    /** Everything in it, with the size of each file. */
    Map<Path, Long> content() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .collect(
                            Collectors.toMap(file -> file, file -> file.toFile().length(), Long::sum, TreeMap::new));
        }
    }
}
