package io.barrel.p2p.security;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file system on which everything dies at one step. A machine that loses its power keeps any of the changes that were not
 * forced and loses the others, independently of their order. Nothing is really forced, which makes the tests fast.
 */
final class DyingSteps implements FileSteps {

    /** How it dies. */
    enum Death {
        /** The process is killed before the step. */
        KILLED,
        /** The process is killed in the middle of a write, else after the step. */
        TORN,
        /** The power goes before the step. */
        POWER_LOST
    }

    /** Thrown at the last step and at every one after it. */
    static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private record Change(Path directory, List<Path> paths, Undo undo) {
        boolean touches(Change other) {
            return paths.stream()
                    .anyMatch(
                            mine -> other.paths.stream().anyMatch(its -> mine.startsWith(its) || its.startsWith(mine)));
        }
    }

    private interface Undo {
        void run() throws IOException;
    }

    private final DiskSteps disk = DiskSteps.ofPlatform();
    private final Death death;
    private final Random random;
    private final List<Change> unforcedChanges = new ArrayList<>();
    private final Set<Path> unforcedFiles = new HashSet<>();
    private int left;
    private boolean dead;

    DyingSteps(int stepsToLive, Death death, long seed) {
        this.left = stepsToLive;
        this.death = death;
        this.random = new Random(seed);
    }

    /** Never dies. */
    static SecureFiles immortal() {
        return new SecureFiles(new DyingSteps(Integer.MAX_VALUE, Death.KILLED, 0));
    }

    @Override
    public boolean posix() {
        return disk.posix();
    }

    @Override
    public void createDirectory(Path directory) throws IOException {
        step();
        disk.createDirectory(directory);
        changed(() -> deleteTree(directory), directory);
        maybeTorn();
    }

    @Override
    public void restrict(Path directory) throws IOException {
        step();
        disk.restrict(directory);
        maybeTorn();
    }

    @Override
    public void create(Path file) throws IOException {
        step();
        disk.create(file);
        changed(() -> Files.deleteIfExists(file), file);
        maybeTorn();
    }

    @Override
    public void write(Path file, byte[] content) throws IOException {
        step();
        boolean torn = left == 0 && death == Death.TORN;
        disk.write(file, torn ? Arrays.copyOf(content, content.length / 2) : content);
        unforcedFiles.add(file);
        maybeTorn();
    }

    @Override
    public void force(Path file) throws IOException {
        step();
        unforcedFiles.remove(file);
        maybeTorn();
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        step();
        byte @Nullable [] replaced = Files.isRegularFile(to) ? Files.readAllBytes(to) : null;
        disk.rename(from, to);
        if (unforcedFiles.remove(from)) {
            unforcedFiles.add(to);
        }
        changed(
                () -> {
                    disk.rename(to, from);
                    if (replaced != null) {
                        disk.create(to);
                        disk.write(to, replaced);
                    }
                },
                from,
                to);
        maybeTorn();
    }

    @Override
    public void delete(Path path) throws IOException {
        step();
        byte @Nullable [] content = Files.isDirectory(path) ? null : Files.readAllBytes(path);
        disk.delete(path);
        unforcedFiles.remove(path);
        changed(
                () -> {
                    if (content == null) {
                        disk.createDirectory(path);
                    } else {
                        disk.create(path);
                        disk.write(path, content);
                    }
                },
                path);
        maybeTorn();
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        step();
        unforcedChanges.removeIf(change -> change.directory().equals(directory));
        maybeTorn();
    }

    private void changed(Undo undo, Path... paths) {
        Path directory = paths[0].toAbsolutePath().getParent();
        if (directory == null) {
            throw new IllegalArgumentException("a root cannot change");
        }
        unforcedChanges.add(new Change(directory, List.of(paths), undo));
    }

    private void step() {
        if (dead || (left == 0 && death != Death.TORN)) {
            die();
        }
        if (death != Death.TORN) {
            left--;
        }
    }

    private void maybeTorn() {
        if (death == Death.TORN) {
            if (left == 0) {
                die();
            }
            left--;
        }
    }

    private void die() {
        if (!dead && death == Death.POWER_LOST) {
            try {
                losePower();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        dead = true;
        throw new Died();
    }

    private void losePower() throws IOException {
        for (Path file : unforcedFiles) {
            byte[] content = Files.readAllBytes(file);
            Files.write(file, random.nextBoolean() ? new byte[0] : Arrays.copyOf(content, content.length / 2));
        }
        List<Change> lost = new ArrayList<>();
        for (Change change : unforcedChanges) {
            if (random.nextBoolean() || lost.stream().anyMatch(change::touches)) {
                lost.add(0, change);
            }
        }
        for (Change change : lost) {
            change.undo().run();
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
