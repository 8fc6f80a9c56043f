package io.barrel.p2p.transport.quic;

import static io.barrel.p2p.transport.quic.Siege.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.security.Cookie;
import io.barrel.p2p.security.Handshakes;
import io.barrel.p2p.security.NodeIdentity;
import io.barrel.p2p.security.NodeKeys;
import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who have a part of what makes a member, and not all of it; and names that would be files elsewhere. */
class IdentityAttackTests {

    private static final byte HELLO = 1;
    private static final int KEY = 32;

    private static Siege siege;
    private static Path stolen;

    @BeforeAll
    static void begin(@TempDir Path base, @TempDir Path loot) throws IOException {
        siege = new Siege(base);
        stolen = loot;
        // What a thief of backups finds: the pins of the node, and the keys of its friend.
        copy(AttackScene.directory(siege.node).resolve("keys").resolve("trusted"), loot.resolve("trusted"));
        copy(AttackScene.directory(siege.peer).resolve("keys"), loot.resolve("keys"));
    }

    @AfterAll
    static void end() {
        siege.assertMemory();
        siege.close();
    }

    /** The pin of the friend is its public key: it can be shown, and proves nothing. */
    @Test
    void stolenPinDirectoryIsGoodForNoName() throws IOException {
        byte[] publicKey = Files.readAllBytes(stolen.resolve("trusted").resolve(siege.peer.name.fileName() + ".pub"));
        RawConnection connection = siege.dial();
        speak(connection, siege.scene.handshakes("friend"), hello -> {
            System.arraycopy(publicKey, 0, hello, hello.length - KEY, KEY);
            return hello;
        });

        siege.awaitRefusals(AuthFailure.SIGNATURE_INVALID, 1);
        assertThat(connection.refusal()).contains(AuthFailure.SIGNATURE_INVALID);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    @Test
    void stolenIdentityKeyIsGoodForNothingWithoutTheCookie() {
        NodeIdentity friends = NodeKeys.open(
                        stolen.resolve("keys"),
                        stolen.resolve("quic"),
                        null,
                        key -> siege.peer.name,
                        Clock.systemUTC(),
                        new SecureRandom())
                .identity();
        RawConnection connection = siege.dial();
        speak(connection, siege.scene.handshakes("friend", friends, Cookie.of("a guess")), UnaryOperator.identity());

        siege.awaitRefusals(AuthFailure.COOKIE_MISMATCH, 1);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    @Test
    void cookieIsNotGoodForANameThatIsTaken() {
        RawConnection connection = siege.dial();
        speak(connection, siege.scene.handshakes("friend"), UnaryOperator.identity());

        siege.awaitRefusals(AuthFailure.KEY_MISMATCH, 1);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    /** That is what trust on first use means; it is logged, and under strict trust it does not happen. */
    @Test
    void cookieIsGoodForANewNameAndOnePin() {
        siege.member("mallory");

        siege.assertUnharmed("mallory");
    }

    @ParameterizedTest
    @MethodSource("names")
    void nameThatIsNoneIsRefusedAndNoFileIsMade(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        RawConnection connection = siege.dial();
        speak(
                connection,
                siege.stranger(),
                hello -> ByteBuffer.allocate(Short.BYTES + 2 + Short.BYTES + bytes.length + KEY)
                        .putShort((short) (2 + Short.BYTES + bytes.length + KEY))
                        .put(HELLO)
                        .put((byte) 2)
                        .putShort((short) bytes.length)
                        .put(bytes)
                        .put(new byte[KEY])
                        .array());

        siege.awaitRefusals(AuthFailure.MALFORMED_MESSAGE, 1);
        siege.assertUnharmed(siege.pinsOfStrangers());
        assertThat(siege.base.resolveSibling("x@h.pub")).doesNotExist();
    }

    static Stream<String> names() {
        return Stream.of(
                "../../x@h",
                "x@../../h",
                "/etc/passwd@h",
                "a/b@h",
                "a\\b@h",
                ".@h",
                "x@..",
                "a@h\0.pub",
                "a@h@h",
                "nobody",
                "",
                "ä@h",
                "\u202Ea@h",
                "n".repeat(255) + "@h");
    }

    /** Names that are allowed, and would collide or be special as files of some systems. */
    @ParameterizedTest
    @MethodSource("awkwardNames")
    void awkwardNameGetsAFileOfItsOwnInTheDirectory(String name) throws IOException {
        Path trusted = AttackScene.directory(siege.node).resolve("keys").resolve("trusted");
        List<String> before = files(trusted);
        HostileMember member = siege.member(name);

        eventually().until(() -> files(trusted).size() == before.size() + 1);
        assertThat(files(trusted)).containsAll(before).contains(member.name.fileName() + ".pub");
        assertThat(member.name.fileName()).matches("[a-z0-9_][a-z0-9_.@~-]*");
        siege.node.p2p.trustStore().remove(member.name);
        siege.assertUnharmed(siege.pinsOfStrangers());
    }

    static Stream<String> awkwardNames() {
        return Stream.of("FRIEND", "index", "CON", "nul", "a..b", "n".repeat(240));
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A genuine handshake of which HELLO is changed. */
    private static void speak(RawConnection connection, Handshakes handshakes, UnaryOperator<byte[]> change) {
        new RawHandshake(connection, handshakes, System::currentTimeMillis, Integer.MAX_VALUE, messages -> {
            ByteBuffer in = ByteBuffer.wrap(messages);
            while (in.hasRemaining()) {
                byte[] message = new byte[Short.BYTES + in.getShort(in.position())];
                in.get(message);
                connection.say(message[Short.BYTES] == HELLO ? change.apply(message) : message);
            }
        });
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
