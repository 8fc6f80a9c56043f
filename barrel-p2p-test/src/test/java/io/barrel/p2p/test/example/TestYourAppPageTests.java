package io.barrel.p2p.test.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds docs/how-to/test-your-app.md to what runs here. */
class TestYourAppPageTests {

    private static final Path PAGE = Path.of("../docs/how-to/test-your-app.md");

    @Test
    void firstExampleIsTheOneThatRunsHere() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/barrel/p2p/test/example/CrashTests.java"));

        assertThat(block("java")).isEqualTo(source.substring(source.indexOf("import ")));
    }

    @Test
    void dependencyIsThisModule() throws IOException {
        String xml = block("xml");
        String pom = Files.readString(Path.of("pom.xml"));

        assertThat(pom).contains(element(xml, "artifactId"), element(xml, "version"), element(xml, "groupId"));
    }

    private static String element(String xml, String name) {
        return first("<" + name + ">.*</" + name + ">", xml).group();
    }

    private static String block(String language) throws IOException {
        return first("```" + language + "\n(.*?)```", Files.readString(PAGE)).group(1);
    }

    private static Matcher first(String regex, String text) {
        Matcher matcher = Pattern.compile(regex, Pattern.DOTALL).matcher(text);
        assertThat(matcher.find()).as(regex).isTrue();
        return matcher;
    }
}
