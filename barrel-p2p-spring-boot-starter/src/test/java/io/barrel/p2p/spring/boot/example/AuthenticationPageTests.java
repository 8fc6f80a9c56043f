package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.wire.AuthFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/how-to/configure-authentication.md to what the node does. */
class AuthenticationPageTests {

    private static final String PAGE = "how-to/configure-authentication.md";

    @Test
    void everyReasonIsExplained() throws IOException {
        List<String> rows = Pattern.compile("^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| [A-Z]", Pattern.MULTILINE)
                .matcher(Page.of(PAGE).text())
                .results()
                .flatMap(row -> Arrays.stream(row.group(1).replace("`", "").split(", ")))
                .toList();

        assertThat(rows)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AuthFailure.values())
                        .filter(reason -> reason != AuthFailure.SELF)
                        .map(AuthFailure::word)
                        .toList());
    }

    @Test
    void cookieOfThePageIsRandomAndLong(@TempDir Path directory) throws IOException, InterruptedException {
        String command = Page.of(PAGE).commands().get(0);
        Shell shell = new Shell(directory);

        assertThat(Base64.getDecoder().decode(shell.run(command).strip())).hasSize(32);
        assertThat(shell.run(command)).isNotEqualTo(shell.run(command));
    }
}
