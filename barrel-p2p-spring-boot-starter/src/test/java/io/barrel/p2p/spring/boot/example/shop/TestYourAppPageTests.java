package io.barrel.p2p.spring.boot.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds the second example of docs/how-to/test-your-app.md to what runs here. */
class TestYourAppPageTests {

    private static final Path PAGE = Path.of("../docs/how-to/test-your-app.md");
    private static final Path EXAMPLE =
            Path.of("src/test/java/io/barrel/p2p/spring/boot/example/shop/ShopJoinsClusterTests.java");

    @Test
    void springExampleIsTheOneThatRunsHere() throws IOException {
        String source = Files.readString(EXAMPLE);

        assertThat(Files.readString(PAGE)).contains("```java\n" + source.substring(source.indexOf("import ")) + "```");
    }
}
