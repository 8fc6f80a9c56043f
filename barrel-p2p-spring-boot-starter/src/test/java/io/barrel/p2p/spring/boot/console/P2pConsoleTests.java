package io.barrel.p2p.spring.boot.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page, held against each other. */
class P2pConsoleTests {

    private static final Path FILES = Path.of("src/main/resources/io/barrel/p2p/spring/boot/console");
    private static final Pattern IMPORT = Pattern.compile("from \"\\./([^\"]+)\"");

    @Test
    void everyFileIsServedAndNoOther() throws IOException {
        List<String> served = new ArrayList<>(P2pConsole.FILES);
        served.add(P2pConsole.PAGE);

        assertThat(names()).containsExactlyInAnyOrderElementsOf(served);
        assertThat(P2pConsole.FILES).isSorted();
    }

    @Test
    void everyModuleImportsWhatIsServedAndEveryPanelIsListed() throws IOException {
        for (String name : P2pConsole.FILES) {
            if (name.endsWith(".js")) {
                assertThat(imports(name)).isSubsetOf(P2pConsole.FILES);
            }
        }
        assertThat(imports("panels.js"))
                .containsExactlyElementsOf(P2pConsole.FILES.stream()
                        .filter(name -> name.startsWith("panel-"))
                        .toList());
    }

    /** What would make text of the network markup or code, and what the policy of the page would refuse anyway. */
    @Test
    void noModuleMakesMarkupOrCodeOfText() throws IOException {
        for (String name : names()) {
            assertThat(Files.readString(FILES.resolve(name)))
                    .as(name)
                    .doesNotContain(
                            "innerHTML",
                            "outerHTML",
                            "insertAdjacentHTML",
                            "document.write",
                            "eval(",
                            "new Function",
                            "DOMParser",
                            "<script>",
                            "javascript:");
        }
    }

    private static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> imports(String module) throws IOException {
        return IMPORT.matcher(Files.readString(FILES.resolve(module)))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
