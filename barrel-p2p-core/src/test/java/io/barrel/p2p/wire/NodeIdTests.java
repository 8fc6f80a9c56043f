package io.barrel.p2p.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeIdTests {

    @Test
    void partsAreWhatIsBeforeAndAfterTheAt() {
        NodeId node = NodeId.of("orders-3f9a1c2e@app-7.internal");

        assertThat(node.name()).isEqualTo("orders-3f9a1c2e");
        assertThat(node.host()).isEqualTo("app-7.internal");
        assertThat(node).hasToString("orders-3f9a1c2e@app-7.internal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "_x@_y", "0@1", "x_1.y-2@10.0.0.5"})
    void acceptsWhatTheDesignAllows(String name) {
        assertThat(NodeId.of(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@",
                "a@",
                "@b",
                "a@b@c",
                "-a@b",
                "a@.b",
                "a b@c",
                "a@b\n",
                "a/../b@c",
                "ä@b",
                "a@b\u0000",
                "..@b"
            })
    void refusesEverythingElseAndSaysTheForm(String name) {
        assertThatExceptionOfType(MalformedInputException.class)
                .isThrownBy(() -> NodeId.of(name))
                .withMessageContaining("name@host");
    }

    @Test
    void longestNameHas255Characters() {
        String longest = "n".repeat(127) + "@" + "h".repeat(127);

        assertThat(NodeId.of(longest).value()).hasSize(255);
        assertThatExceptionOfType(MalformedInputException.class).isThrownBy(() -> NodeId.of(longest + "h"));
    }

    @Property
    void anyTextIsANameOrRefusedWithAPrintableSentence(@ForAll String text) {
        try {
            NodeId node = NodeId.of(text);
            assertThat(node.name() + "@" + node.host()).isEqualTo(text);
        } catch (MalformedInputException e) {
            assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
        }
    }
}
