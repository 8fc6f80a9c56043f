package io.barrel.p2p.spring.boot.example;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.barrel.p2p.spring.boot.NodeApplication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Does what docs/getting-started.md says, with the text of the page itself. */
@ExtendWith(OutputCaptureExtension.class)
class GettingStartedTests {

    private static final String PAGE = "getting-started.md";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Test
    void dependencyIsThisModule() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        for (String element : List.of("groupId", "artifactId", "version")) {
            String text = element(Page.of(PAGE).blocks("xml").get(0), element);
            assertThat(pom).contains("<" + element + ">" + text + "</" + element + ">");
        }
    }

    private static String element(String xml, String name) {
        Matcher matcher = Pattern.compile("<" + name + ">(.*)</" + name + ">").matcher(xml);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    @Test
    void listenerIsTheOneThatIsCompiledHere() throws IOException {
        assertThat(Page.of(PAGE).blocks("java")).containsExactly(Page.source("ClusterNews"));
    }

    @Test
    void twoRunsFindEachOtherAndTellOfIt(@TempDir Path directory, CapturedOutput output)
            throws IOException, InterruptedException {
        List<String> commands = Page.of(PAGE).commands();
        try (NodeApplication one = run(directory, commands.get(0))) {
            String otherName;
            try (NodeApplication other = run(directory, commands.get(1))) {
                otherName = other.name().value();
                await().atMost(PATIENCE).until(() -> one.sees(other) && other.sees(one));
                await().atMost(PATIENCE)
                        .untilAsserted(
                                () -> assertThat(output).contains(other.name() + " is here", one.name() + " is here"));
                JsonNode shown =
                        new JsonMapper().readTree(Page.of(PAGE).blocks("json").get(0));
                String views = new Shell(directory).host("localhost", one).run(commands.get(2));
                assertThat(keys(new JsonMapper().readTree(views))).isEqualTo(keys(shown));
            }
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(output).contains(otherName + " is gone: graceful"));
        }
    }

    /** As the command of the page does, but on any free port and in the directory of the test. */
    private static NodeApplication run(Path directory, String command) throws IOException {
        Matcher data = Pattern.compile("java -jar \\S+ --server\\.port=\\d+ --barrel\\.p2p\\.data-dir=(\\S+)")
                .matcher(command);
        assertThat(data.matches()).as(command).isTrue();
        Stream<String> ofThePage = properties().stream();
        Stream<String> ofTheTest = Stream.of("java.io.tmpdir=" + directory);
        return NodeApplication.start(
                WebApplicationType.SERVLET,
                List.of(ClusterNews.class),
                directory.resolve(data.group(1)),
                Stream.concat(ofThePage, ofTheTest).toArray(String[]::new));
    }

    /** What the YAML of the page sets. */
    private static List<String> properties() throws IOException {
        List<String> properties = new ArrayList<>();
        for (String yaml : Page.of(PAGE).blocks("yaml")) {
            for (PropertySource<?> source :
                    new YamlPropertySourceLoader().load("page", new ByteArrayResource(yaml.getBytes(UTF_8)))) {
                for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
                    properties.add(name + "=" + source.getProperty(name));
                }
            }
        }
        assertThat(properties).hasSize(3);
        return properties;
    }

    private static Set<String> keys(JsonNode json) {
        Set<String> keys = new TreeSet<>(json.propertyNames());
        json.path("active").path(0).propertyNames().forEach(name -> keys.add("active." + name));
        return keys;
    }
}
