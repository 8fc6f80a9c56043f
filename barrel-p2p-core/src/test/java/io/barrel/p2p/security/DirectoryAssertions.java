package io.barrel.p2p.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** What is true of every directory of secrets at every moment, and after every recovery. */
final class DirectoryAssertions {

    private DirectoryAssertions() {}

    static List<Path> tree(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.toList();
        }
    }

    static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    static void assertNothingIsOpenToOthers(Path directory) throws IOException {
        for (Path path : tree(directory)) {
            assertThat(mode(path)).as(path.toString()).isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
        }
    }

    static void assertNothingIsLeftOver(Path directory) throws IOException {
        assertThat(tree(directory))
                .allSatisfy(path -> assertThat(path.getFileName().toString())
                        .doesNotEndWith(".tmp")
                        .doesNotEndWith(".next")
                        .doesNotEndWith(".journal"));
    }
}
