package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TopicsTests {

    static Stream<String> good() {
        return Stream.of("t", "t".repeat(255), "ü".repeat(127), "barrel_p2p", "my/barrel_p2p:topic", " ");
    }

    static Stream<String> badLength() {
        return Stream.of("", "t".repeat(256), "ü".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("good")
    void topicOf1To255BytesIsTheApplications(String topic) {
        assertThatCode(() -> Topics.requireUserTopic(topic)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("badLength")
    void lengthIsCountedInBytesOfUtf8(String topic) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.requireUserTopic(topic))
                .withMessageContaining("1 to 255 bytes");
    }

    @ParameterizedTest
    @MethodSource("reserved")
    void topicsOfTheClusterAreReserved(String topic) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topics.requireUserTopic(topic))
                .withMessageContaining("choose another than " + topic);
    }

    static Stream<String> reserved() {
        return Stream.of("barrel_p2p:", "barrel_p2p:roster");
    }
}
