package io.barrel.p2p.security;

import static io.barrel.p2p.security.DirectoryAssertions.mode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.barrel.p2p.error.NodeStartException;
import io.barrel.p2p.error.NodeStartException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureFilesTests {

    private final SecureFiles files = new SecureFiles();

    @TempDir(factory = FastTempDir.class)
    Path root;

    @Test
    void directoriesAreMadeWithTheirParentsForTheOwnerOnly() throws IOException {
        files.openDirectory(root.resolve("a/b/c"));
        for (String made : new String[] {"a", "a/b", "a/b/c"}) {
            assertThat(mode(root.resolve(made))).isEqualTo("rwx------");
        }
    }

    @Test
    void aDirectoryOpenToOthersIsClosedToThem() throws IOException {
        Path directory = Files.createDirectory(root.resolve("open"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x--x"));
        files.openDirectory(directory);
        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void aSharedDirectoryIsRefusedAndLeftAsItIs() throws IOException {
        Path directory = Files.createDirectory(root.resolve("shared"));
        Files.setAttribute(directory, "unix:mode", 01777);
        NodeStartException refused =
                catchThrowableOfType(NodeStartException.class, () -> files.openDirectory(directory));
        assertThat(refused.kind()).isEqualTo(Kind.TOO_PERMISSIVE);
        assertThat(refused).hasMessageContaining(directory.toString()).hasMessageContaining("sticky");
        assertThat(mode(directory)).isEqualTo("rwxrwxrwx");
    }

    @Test
    void aDirectoryWhoseNameIsTakenByAFileIsRefused() throws IOException {
        Path taken = Files.createFile(root.resolve("taken"));
        NodeStartException refused =
                catchThrowableOfType(NodeStartException.class, () -> files.openDirectory(taken.resolve("keys")));
        assertThat(refused.kind()).isEqualTo(Kind.DIRECTORY_NOT_WRITABLE);
        assertThat(refused)
                .hasMessage("The directory " + taken.resolve("keys")
                        + " cannot be made: the name is taken by something else.");
    }

    @Test
    void aWrittenFileIsForTheOwnerOnlyAndReplacedAsAWhole() throws IOException {
        Path file = root.resolve("node.state");
        files.write(file, new byte[] {1, 2, 3});
        files.write(file, new byte[] {4});
        assertThat(file).hasBinaryContent(new byte[] {4});
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(DirectoryAssertions.tree(root)).hasSize(2);
    }

    @Test
    void aLeftoverOfACrashDoesNotStopAWrite() throws IOException {
        Files.write(root.resolve("node.state.tmp"), new byte[100]);
        files.write(root.resolve("node.state"), new byte[] {4});
        assertThat(files.read(root.resolve("node.state"), 1)).hasValue(new byte[] {4});
        DirectoryAssertions.assertNothingIsLeftOver(root);
    }

    @Test
    void aMissingFileIsEmpty() {
        assertThat(files.read(root.resolve("nothing"), 10)).isEmpty();
        assertThat(files.readSecret(root.resolve("nothing"), 10)).isEmpty();
    }

    @Test
    void aFileAboveTheBoundIsRefused() throws IOException {
        Path file = Files.write(root.resolve("big"), new byte[11]);
        NodeStartException refused = catchThrowableOfType(NodeStartException.class, () -> files.read(file, 10));
        assertThat(refused.kind()).isEqualTo(Kind.UNREADABLE_FILE);
        assertThat(refused).hasMessage("The file " + file + " cannot be read: it holds more than 10 bytes.");
    }

    @Test
    void aDirectoryOrADanglingLinkIsNoMissingFile() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("nowhere"));
        for (Path path : new Path[] {root, link}) {
            NodeStartException refused = catchThrowableOfType(NodeStartException.class, () -> files.read(path, 10));
            assertThat(refused).hasMessage("The file " + path + " cannot be read: it is not a plain file.");
        }
    }

    @Test
    void aSecretOpenToOthersIsRefusedWithTheCommandThatMendsIt() throws IOException {
        Path file = root.resolve("it's.key");
        files.write(file, new byte[32]);
        for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            NodeStartException refused =
                    catchThrowableOfType(NodeStartException.class, () -> files.readSecret(file, 32));
            assertThat(refused.kind()).isEqualTo(Kind.TOO_PERMISSIVE);
            assertThat(refused.remedy()).startsWith("Run: chmod 600 '" + root + "/it'\\''s.key'");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(catchThrowableOfType(NodeStartException.class, () -> files.readSecret(file, 32)))
                .hasMessage("The secret file " + file + " is open to others: its mode is 0640.");
        assertThat(files.read(file, 32)).isPresent();
    }

    @Test
    void aReadOnlySecretIsFine() throws IOException {
        Path file = root.resolve("node.key");
        files.write(file, new byte[32]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(files.readSecret(file, 32)).isPresent();
    }

    @Test
    void aLockFileIsMadeOnceAndKept() throws IOException {
        Path file = root.resolve("lock");
        try (FileChannel channel = files.openLockFile(file)) {
            channel.write(ByteBuffer.wrap(new byte[] {7}));
        }
        assertThat(mode(file)).isEqualTo("rw-------");
        try (FileChannel channel = files.openLockFile(file)) {
            assertThat(channel.size()).isEqualTo(1);
        }
    }

    @Test
    void aFileSystemWithoutModesIsUsedAsItIs() throws IOException {
        SecureFiles windows = new SecureFiles(new DiskSteps(false));
        windows.openDirectory(root.resolve("keys"));
        Path file = root.resolve("keys/node.key");
        windows.write(file, new byte[] {1});
        windows.write(file, new byte[] {2});
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(windows.readSecret(file, 1)).hasValue(new byte[] {2});
    }
}
