package io.barrel.p2p.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import io.barrel.p2p.wire.MalformedInputException;
import io.barrel.p2p.wire.NodeId;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTests {

    private static final NodeId A = NodeId.of("a@h");
    private static final NodeId B = NodeId.of("b@h");

    @TempDir
    private Path parent;

    private Path path;

    @BeforeEach
    void chooseDirectory() {
        path = parent.resolve("data");
    }

    @Test
    void missingDirectoryIsMadeForItsOwnerOnly() throws IOException {
        Path deep = path.resolve("deep");
        try (DataDirectory directory = open(deep)) {
            assertThat(directory.path()).isEqualTo(deep);
        }

        assertThat(permissions(path)).isEqualTo("rwx------");
        assertThat(permissions(deep)).isEqualTo("rwx------");
    }

    @Test
    void existingDirectoryKeepsItsPermissionsAndMayBeALink() throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x---"));
        Path link = Files.createSymbolicLink(parent.resolve("link"), path);
        try (DataDirectory directory = open(link)) {
            assertThat(directory.incarnation()).isZero();
        }

        assertThat(permissions(path)).isEqualTo("rwxr-x---");
    }

    @Test
    void secondNodeOfTheSameProcessIsTurnedAwayAndTheFirstKeepsItsLock() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("link"), path);
        try (DataDirectory first = open(path)) {
            first.nextIncarnation(A, 1);
            refused(() -> open(path), Kind.DATA_DIRECTORY_LOCKED, path.toString(), "another node of this process");
            refused(() -> open(link), Kind.DATA_DIRECTORY_LOCKED, "another node of this process");

            assertThat(lockedForOtherProcesses()).isTrue();
        }
        assertThat(lockedForOtherProcesses()).isFalse();
        try (DataDirectory again = open(path)) {
            assertThat(again.incarnation()).isEqualTo(1);
        }
    }

    @Test
    void nodeOfAnotherClassLoaderIsTurnedAwayAndTheFirstKeepsItsLock() throws Exception {
        URL classes = DirectoryLock.class.getProtectionDomain().getCodeSource().getLocation();
        try (DataDirectory first = open(path);
                URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Method take = loader.loadClass(DirectoryLock.class.getName()).getDeclaredMethod("take", Path.class);
            take.setAccessible(true);

            assertThatExceptionOfType(InvocationTargetException.class)
                    .isThrownBy(() -> take.invoke(null, first.path()))
                    .havingCause()
                    .withMessageContaining("another node of this process");
            assertThat(lockedForOtherProcesses()).isTrue();
        }
    }

    @Test
    void directoryLockedByAnotherProcessIsRefusedWithARemedy() throws Exception {
        Files.createDirectory(path);
        LockHolder holder = LockHolder.start(path.resolve(DirectoryLock.FILE));
        try {
            refused(() -> open(path), Kind.DATA_DIRECTORY_LOCKED, path.toString(), "another process");
            assertThatExceptionOfType(NodeStartException.class)
                    .isThrownBy(() -> open(path))
                    .satisfies(e -> assertThat(e.remedy()).contains("data-dir"));
        } finally {
            holder.kill();
        }
        try (DataDirectory directory = open(path)) {
            assertThat(directory.highWater()).isZero();
        }
    }

    @Test
    void closingTwiceReleasesNobodyElsesLock() {
        DataDirectory first = open(path);
        first.close();
        try (DataDirectory second = open(path)) {
            first.close();

            assertThat(second.path()).isEqualTo(path);
            refused(() -> open(path), Kind.DATA_DIRECTORY_LOCKED);
        }
    }

    @Test
    void placeThatCannotBeADirectoryIsNotWritable() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        refused(() -> open(file), Kind.DIRECTORY_NOT_WRITABLE, file.toString());
        refused(() -> open(file.resolve("data")), Kind.DIRECTORY_NOT_WRITABLE);
        Files.createDirectories(path.resolve(DirectoryLock.FILE));
        refused(() -> open(path), Kind.DIRECTORY_NOT_WRITABLE, path.toString());
    }

    @Test
    void directoryThatCannotBeWrittenLaterStopsTheStart() {
        AtomicWriter full = (file, content) -> {
            throw new IOException("no space left on device");
        };
        try (DataDirectory directory = DataDirectory.open(path, full)) {
            refused(() -> directory.nextIncarnation(A, 1), Kind.DIRECTORY_NOT_WRITABLE, "no space left on device");
            refused(() -> directory.nodeName(Optional.empty(), () -> A), Kind.DIRECTORY_NOT_WRITABLE);
            assertThat(directory.incarnation()).isZero();
        }
    }

    @Test
    void derivedNameIsKept() {
        try (DataDirectory directory = open(path)) {
            assertThat(directory.nodeName(Optional.empty(), () -> A)).isEqualTo(A);
        }
        try (DataDirectory directory = open(path)) {
            assertThat(directory.nodeName(Optional.empty(), () -> B)).isEqualTo(A);
        }
        assertThat(path.resolve("node.name")).hasContent("a@h\n");
    }

    @Test
    void configuredNameWinsAndLeavesTheDerivedOneAlone() {
        try (DataDirectory directory = open(path)) {
            directory.nodeName(Optional.empty(), () -> A);
            assertThat(directory.nodeName(Optional.of(B), () -> A)).isEqualTo(B);
            assertThat(directory.nodeName(Optional.empty(), () -> B)).isEqualTo(A);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "a", "a@h\nb@h\n", "a@\u00e4\n", "\u0000\u0001"})
    void damagedNameIsRefusedAndNotReplaced(String text) throws IOException {
        Files.createDirectory(path);
        Files.writeString(path.resolve("node.name"), text);
        try (DataDirectory directory = open(path)) {
            refused(() -> directory.nodeName(Optional.empty(), () -> A), Kind.UNREADABLE_FILE, "node.name");
        }
        assertThat(path.resolve("node.name")).hasContent(text);
    }

    @Test
    void incarnationFollowsTheClockAndIsOnDiskBeforeItIsReturned() {
        try (DataDirectory directory = open(path)) {
            assertThat(directory.nextIncarnation(A, 1_000)).isEqualTo(1_000);
            assertThat(path.resolve("node.state"))
                    .hasContent("barrel-p2p state 1\nname a@h\nincarnation 1000\nhlc 1000\n");
        }
    }

    @Test
    void incarnationGrowsThoughTheClockSteppedBack() {
        restart(1_000);

        assertThat(restart(7)).isEqualTo(1_001);
        assertThat(restart(7)).isEqualTo(1_002);
        assertThat(restart(5_000)).isEqualTo(5_000);
    }

    @Test
    void heardIncarnationIsOutdoneAndKept() throws IOException {
        try (DataDirectory directory = open(path)) {
            directory.nextIncarnation(A, 1_000);
            assertThat(directory.adoptIncarnation(999)).isEqualTo(1_000);
            assertThat(directory.adoptIncarnation(1_000)).isEqualTo(1_001);
            assertThat(directory.adoptIncarnation(5_000)).isEqualTo(5_001);
            assertThat(directory.incarnation()).isEqualTo(5_001);
        }
        assertThat(restart(1)).isEqualTo(5_002);
    }

    @Test
    void incarnationNothingComesAfterIsRefused() {
        try (DataDirectory directory = open(path)) {
            directory.nextIncarnation(A, 1_000);
            assertThatExceptionOfType(MalformedInputException.class)
                    .isThrownBy(() -> directory.adoptIncarnation(Long.MAX_VALUE - 1));
            assertThat(directory.incarnation()).isEqualTo(1_000);
        }
        assertThat(restart(1)).isEqualTo(1_001);
    }

    @Test
    void failedWriteLeavesTheIncarnationAsItWas() {
        boolean[] full = {false};
        AtomicWriter writer = (file, content) -> {
            if (full[0]) {
                throw new IOException("full");
            }
            Files.write(file, content);
        };
        try (DataDirectory directory = DataDirectory.open(path, writer)) {
            directory.nextIncarnation(A, 1_000);
            full[0] = true;
            assertThatIOException().isThrownBy(() -> directory.adoptIncarnation(2_000));
            assertThatIOException().isThrownBy(() -> directory.saveHighWater(3_000));
            assertThat(directory.incarnation()).isEqualTo(1_000);
            assertThat(directory.highWater()).isEqualTo(1_000);
        }
    }

    @Test
    void highWaterIsKeptAndNeverFalls() throws IOException {
        try (DataDirectory directory = open(path)) {
            assertThatIllegalStateException().isThrownBy(() -> directory.saveHighWater(1));
            directory.nextIncarnation(A, 1_000);
            directory.saveHighWater(9_000);
            directory.saveHighWater(8_000);
        }
        try (DataDirectory directory = open(path)) {
            assertThat(directory.highWater()).isEqualTo(9_000);
            directory.nextIncarnation(A, 5);
            assertThat(directory.highWater()).isEqualTo(9_000);
        }
    }

    @Test
    void directoryOfAnotherNodeIsRefusedByName() {
        restart(1_000);
        try (DataDirectory directory = open(path)) {
            refused(
                    () -> directory.nodeName(Optional.of(B), () -> A),
                    Kind.UNREADABLE_FILE,
                    "belongs to node a@h",
                    "b@h");
            refused(() -> directory.nextIncarnation(B, 1), Kind.UNREADABLE_FILE, "belongs to node a@h");
            assertThat(directory.nodeName(Optional.of(A), () -> B)).isEqualTo(A);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "barrel-p2p state 2\nname a@h\nincarnation 1\nhlc 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation 1\n",
                "barrel-p2p state 1\nname a\nincarnation 1\nhlc 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation x\nhlc 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation -1\nhlc 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation 9223372036854775807\nhlc 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation 1\nhlc 99999999999999999999\n",
                "barrel-p2p state 1\nname a@h\nhlc 1\nincarnation 1\n",
                "barrel-p2p state 1\nname a@h\nincarnation 1\nhlc 1\nmore\n"
            })
    void damagedStateIsRefusedAndTheLockReleased(String text) throws IOException {
        restart(1_000);
        Files.writeString(path.resolve("node.state"), text);

        refused(() -> open(path), Kind.UNREADABLE_FILE, "node.state");
        refused(() -> open(path), Kind.UNREADABLE_FILE, "node.state");
    }

    @Test
    void randomAndHugeStatesAreRefused() throws IOException {
        Files.createDirectory(path);
        Random random = new Random(3);
        for (int size : new int[] {1, 100, 1_024, 4 << 20}) {
            byte[] noise = new byte[size];
            random.nextBytes(noise);
            Files.write(path.resolve("node.state"), noise);
            refused(() -> open(path), Kind.UNREADABLE_FILE, "node.state");
        }
        Files.delete(path.resolve("node.state"));
        Files.createDirectory(path.resolve("node.state"));
        refused(() -> open(path), Kind.UNREADABLE_FILE, "node.state");
    }

    private long restart(long clock) {
        try (DataDirectory directory = open(path)) {
            return directory.nextIncarnation(A, clock);
        }
    }

    private boolean lockedForOtherProcesses() throws Exception {
        LockHolder other = LockHolder.start(path.resolve(DirectoryLock.FILE));
        other.kill();
        return !other.holdsTheLock();
    }

    private static DataDirectory open(Path path) {
        return DataDirectory.open(path, (file, content) -> Files.write(file, content));
    }

    private static void refused(ThrowingCallable attempt, Kind kind, String... saying) {
        assertThatExceptionOfType(NodeStartException.class).isThrownBy(attempt).satisfies(e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(saying).allSatisfy(part -> assertThat(e.getMessage()).contains(part));
            assertThat(e.remedy()).isNotBlank();
        });
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
