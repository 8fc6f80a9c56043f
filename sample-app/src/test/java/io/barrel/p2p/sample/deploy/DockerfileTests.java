package io.barrel.p2p.sample.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the Dockerfile says about the image; {@code Image} does what it says. */
class DockerfileTests {

    private static final int OLDEST_JAVA = 17;

    private final Dockerfile dockerfile = Dockerfile.read();
    private final Dockerfile.Stage image = dockerfile.image();

    @Test
    void bothStagesAreOnAJreThatIsNewEnoughWithGlibc() {
        assertThat(dockerfile.stages())
                .extracting(Dockerfile.Stage::base)
                .hasSize(2)
                .allSatisfy(base -> {
                    assertThat(base).matches("eclipse-temurin:\\d+-jre");
                    assertThat(Integer.parseInt(base.replaceAll("\\D", ""))).isGreaterThanOrEqualTo(OLDEST_JAVA);
                });
    }

    @Test
    void userIsANumberOtherThanRootAndOwnsTheVolume() {
        assertThat(image.words("USER")).singleElement().asString().matches("[1-9]\\d*:[1-9]\\d*");
        String[] ids = image.words("USER").get(0).split(":", -1);
        String volume = image.words("VOLUME").get(0);

        assertThat(image.all("RUN").stream().map(Dockerfile::exec))
                .contains(List.of("install", "-d", "-m", "0700", "-o", ids[0], "-g", ids[1], volume));
        assertThat(image.environment()).containsEntry("SAMPLE_DIRECTORY", volume);
        assertThat(image.environment().get("BARREL_P2P_DATADIR")).startsWith(volume + "/");
    }

    @Test
    void instructionsThatNeedRootComeBeforeTheUser() {
        List<String> words =
                image.instructions().stream().map(Dockerfile.Instruction::word).toList();

        assertThat(words.indexOf("USER"))
                .isGreaterThan(words.lastIndexOf("RUN"))
                .isGreaterThan(words.lastIndexOf("COPY"));
    }

    @Test
    void exposedPortsAreThoseOfTheEnvironment() {
        assertThat(image.words("EXPOSE"))
                .containsExactlyInAnyOrder(
                        image.environment().get("BARREL_P2P_LISTENPORT") + "/udp",
                        image.environment().get("SERVER_PORT") + "/tcp");
    }

    @Test
    void jarOfTheBuildIsInTheContext() {
        String jar = dockerfile.stages().get(0).words("COPY").get(0);
        List<String> ignored = DeployFiles.text(DeployFiles.PROJECT.resolve(".dockerignore"))
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(ignored).containsExactly("*", "!sample-app/target/sample-app-*.jar");
        assertThat(jar).matches("sample-app/target/sample-app-\\d.*\\.jar");
    }
}
