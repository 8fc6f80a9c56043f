package io.barrel.p2p.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.DefaultApplicationArguments;

class SiblingNodesTests {

    @Test
    void siblingGetsTheArgumentsButNotTheNumberOfNodes() {
        List<String> command = SiblingNodes.command(new DefaultApplicationArguments("--nodes=3", "--server.port=0"));

        assertThat(command).contains("--server.port=0").doesNotContain("--nodes=3");
        assertThat(command)
                .endsWith("--sample.launcher-pid=" + ProcessHandle.current().pid());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--nodes=0", "--nodes=-1", "--nodes=many", "--nodes=21", "--nodes"})
    void numberOfNodesThatIsNoneIsRefusedBeforeAnythingStarts(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SiblingNodes.start(new DefaultApplicationArguments(argument)))
                .withMessageContaining("must be a number of nodes from 1 to 20");
    }
}
