package io.barrel.p2p.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.barrel.p2p.wire.NodeId;
import io.barrel.p2p.wire.Peer;
import io.barrel.p2p.wire.PeerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileDiscoveryTests {

    private static final Peer A = peer("a@h1", 9_101);
    private static final Peer B = peer("b@h2", 9_102);

    @TempDir
    private Path directory;

    private final LogCapture log = new LogCapture(FileDiscovery.class);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void nodesOnOneDirectoryFindEachOtherAndNotThemselves() throws IOException {
        FileDiscovery ofA = new FileDiscovery(directory);
        FileDiscovery ofB = new FileDiscovery(directory);
        ofA.announce(A);
        ofB.announce(B);

        assertThat(ofA.contacts()).containsExactly(contact(B));
        assertThat(ofB.contacts()).containsExactly(contact(A));
        assertThat(ofA.name()).isEqualTo("file");
    }

    @Test
    void endpointFileSaysNodeAndAddressInPlainText() throws IOException {
        new FileDiscovery(directory).announce(A);

        assertThat(directory.resolve("a@h1.endpoint"))
                .hasContent("barrel-p2p endpoint 1\nnode a@h1\naddress h1:9101\n");
        assertThat(files()).containsExactly("a@h1.endpoint");
    }

    @Test
    void changedAddressReplacesTheFormerOne() throws IOException {
        FileDiscovery ofA = new FileDiscovery(directory);
        ofA.announce(A);
        ofA.announce(peer("a@h1", 9_999));

        assertThat(new FileDiscovery(directory).contacts()).containsExactly(contact(peer("a@h1", 9_999)));
    }

    @Test
    void withdrawnNodeIsNotFoundAndWithdrawingTwiceIsFine() throws IOException {
        FileDiscovery ofA = new FileDiscovery(directory);
        ofA.announce(A);
        ofA.withdraw(A.node());
        ofA.withdraw(A.node());

        assertThat(new FileDiscovery(directory).contacts()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void missingDirectoryHasNoContactsAndIsMadeByTheFirstAnnouncement() throws IOException {
        Path missing = directory.resolve("x").resolve("y");
        FileDiscovery discovery = new FileDiscovery(missing);
        assertThat(discovery.contacts()).isEmpty();
        discovery.withdraw(A.node());

        discovery.announce(A);

        assertThat(new FileDiscovery(missing).contacts()).containsExactly(contact(A));
    }

    @Test
    void permissionsOfAnExistingDirectoryStay() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        new FileDiscovery(directory).announce(A);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
    }

    @Test
    void oldestComesFirst() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Peer peer = peer("n" + i + "@h", 9_100 + i);
            new FileDiscovery(directory).announce(peer);
            age(directory.resolve(EndpointFile.nameOf(peer.node())), (i * 7) % 5);
        }

        assertThat(new FileDiscovery(directory).contacts())
                .extracting(contact -> contact.address().port())
                .containsExactly(9_102, 9_104, 9_101, 9_103, 9_105);
    }

    @Test
    void onlyTheNewestThousandFilesAreRead() throws IOException {
        for (int i = 0; i < 1_030; i++) {
            Peer peer = peer("n" + i + "@h", 1_000 + i);
            Path file = directory.resolve(EndpointFile.nameOf(peer.node()));
            Files.writeString(file, EndpointFile.format(peer));
            age(file, i);
        }

        List<Contact> contacts = new FileDiscovery(directory).contacts();

        assertThat(contacts).hasSize(1_024);
        assertThat(contacts.get(0).address().port()).isEqualTo(2_023);
        assertThat(contacts.get(1_023).address().port()).isEqualTo(1_000);
    }

    @Test
    void upperCaseAndLongNamesGetAFileThatCannotCollide() throws IOException {
        Peer upper = peer("A@h1", 1);
        Peer longest = peer("n".repeat(200) + "@" + "h".repeat(54), 2);
        for (Peer peer : List.of(A, upper, longest)) {
            new FileDiscovery(directory).announce(peer);
        }

        assertThat(new FileDiscovery(directory).contacts())
                .containsExactlyInAnyOrder(contact(A), contact(upper), contact(longest));
        assertThat(files()).allSatisfy(name -> {
            assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
            assertThat(name.length()).isLessThanOrEqualTo(192 + 16);
        });
        assertThat(EndpointFile.nameOf(upper.node())).matches("a@h1~[0-9a-f]{32}\\.endpoint");
        assertThat(EndpointFile.nameOf(longest.node())).matches("n{150}~[0-9a-f]{32}\\.endpoint");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n\n",
                "barrel-p2p endpoint 2\nnode bad@h\naddress h:1\n",
                "barrel-p2p endpoint 1\nnode bad@h\n",
                "barrel-p2p endpoint 1\nnode bad\naddress h:1\n",
                "barrel-p2p endpoint 1\nnode bad@h\naddress h:0\n",
                "barrel-p2p endpoint 1\nnode bad@h\naddress ../../etc:1\n",
                "barrel-p2p endpoint 1\naddress h:1\nnode bad@h\n",
                "barrel-p2p endpoint 1\nnode other@h\naddress h:1\n",
            })
    void malformedFileIsPassedOverAndNamedOncePerChange(String text) throws IOException {
        Path bad = directory.resolve("bad@h.endpoint");
        Files.writeString(bad, text);
        new FileDiscovery(directory).announce(A);
        FileDiscovery discovery = new FileDiscovery(directory);

        assertThat(discovery.contacts()).containsExactly(contact(A));
        assertThat(discovery.contacts()).containsExactly(contact(A));
        assertThat(log.warnings()).singleElement().asString().contains(bad.toString());

        age(bad, 60);
        assertThat(discovery.contacts()).containsExactly(contact(A));
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void laterVersionMayAddLines() throws IOException {
        Files.writeString(directory.resolve("a@h1.endpoint"), EndpointFile.format(A) + "zone eu-1\n");

        assertThat(new FileDiscovery(directory).contacts()).containsExactly(contact(A));
    }

    @Test
    void hostileFilesAreHarmless() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] noise = new byte[random.nextInt(1_500)];
            random.nextBytes(noise);
            Files.write(directory.resolve("noise" + i + "@h.endpoint"), noise);
        }
        Files.write(directory.resolve("huge@h.endpoint"), new byte[8 << 20]);
        Files.createDirectory(directory.resolve("dir@h.endpoint"));
        Files.createSymbolicLink(directory.resolve("loop@h.endpoint"), directory.resolve("loop2@h.endpoint"));
        Files.createSymbolicLink(directory.resolve("loop2@h.endpoint"), directory.resolve("loop@h.endpoint"));
        Path outside = Files.createDirectory(directory.resolve("outside")).resolve("link@h.endpoint");
        Files.writeString(outside, EndpointFile.format(peer("link@h", 1)));
        Files.createSymbolicLink(directory.resolve("link@h.endpoint"), outside);
        Files.writeString(directory.resolve("notes.txt"), "not ours");
        new FileDiscovery(directory).announce(A);

        assertThat(new FileDiscovery(directory).contacts()).containsExactly(contact(A));
        assertThat(log.warnings()).hasSize(50 + 5);
    }

    @Test
    void linkPlantedUnderTheTemporaryNameIsNotFollowed() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "precious");
        Files.createSymbolicLink(directory.resolve(".a@h1.endpoint.tmp"), victim);
        Files.createSymbolicLink(directory.resolve("a@h1.endpoint"), victim);

        new FileDiscovery(directory).announce(A);

        assertThat(victim).hasContent("precious");
        assertThat(Files.isRegularFile(directory.resolve("a@h1.endpoint"), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }

    @Test
    void fileInPlaceOfTheDirectoryIsAFailure() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        FileDiscovery discovery = new FileDiscovery(file);

        assertThatIOException().isThrownBy(discovery::contacts);
        assertThatIOException().isThrownBy(() -> discovery.announce(A));
    }

    @Test
    void interruptEndsALookUp() throws IOException {
        FileDiscovery discovery = new FileDiscovery(directory);
        discovery.announce(A);
        Thread.currentThread().interrupt();

        assertThatIOException().isThrownBy(discovery::contacts);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void fiftyNodesThatAnnounceAtOnceAreAllFoundWholeByEachOther() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<Contact>>> nodes = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                Peer self = peer("n" + i + "@h", 9_000 + i);
                nodes.add(() -> {
                    FileDiscovery discovery = new FileDiscovery(directory);
                    discovery.announce(self);
                    return discovery.contacts();
                });
            }
            for (Future<List<Contact>> found : executor.invokeAll(nodes)) {
                assertThat(found.get())
                        .allSatisfy(contact -> assertThat(contact.node()).isNotNull());
            }
        } finally {
            executor.shutdownNow();
        }

        assertThat(new FileDiscovery(directory).contacts())
                .extracting(contact -> contact.address().port())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(9_000, 9_050).boxed().toList());
        assertThat(log.warnings()).isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void age(Path file, int seconds) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_800_000_000_000L - seconds * 1_000L));
    }

    private static Contact contact(Peer peer) {
        return new Contact(peer.node(), peer.address());
    }

    private static Peer peer(String node, int port) {
        return new Peer(NodeId.of(node), new PeerAddress("h1", port));
    }
}
