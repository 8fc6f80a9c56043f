package io.barrel.p2p.transport.quic;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The table of attacks names tests that there are, in each row, and every attack of the suite. */
class AttackTableTests {

    private static final Path ROOT = Path.of("..");
    private static final Path TABLE = ROOT.resolve("docs/evidence/attacks.md");
    private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

    private static final List<Class<?>> SUITE = List.of(
            FloodAttackTests.class,
            SlowAttackTests.class,
            LengthAttackTests.class,
            StreamAttackTests.class,
            MemberAttackTests.class,
            BurdenAttackTests.class,
            IdentityAttackTests.class);

    @Test
    void everyRowNamesTestsThatThereAre() throws IOException {
        List<String> rows = attacks();
        assertThat(rows).isNotEmpty().allMatch(row -> TEST.matcher(row).find());
        for (String row : rows) {
            assertThat(TEST.matcher(row).results())
                    .as(row)
                    .allSatisfy(test -> assertThat(sources(test.group(1)))
                            .anyMatch(source -> source.matches("(?s).*\\b" + test.group(2) + "\\b.*")));
        }
    }

    @Test
    void everyAttackOfTheSuiteIsInTheTable() throws IOException {
        List<String> named = attacks().stream()
                .flatMap(row -> TEST.matcher(row).results())
                .map(MatchResult::group)
                .toList();
        for (Class<?> attacks : SUITE) {
            assertThat(tests(attacks))
                    .isNotEmpty()
                    .allSatisfy(test -> assertThat(named).contains('`' + attacks.getSimpleName() + '#' + test + '`'));
        }
    }

    /** Rows of the tables that name attacks, without their heads. */
    private static List<String> attacks() throws IOException {
        return Files.readAllLines(TABLE).stream()
                .filter(line -> line.startsWith("| ")
                        && line.chars().filter(letter -> letter == '|').count() == 5)
                .filter(line -> !line.startsWith("| Attack |"))
                .toList();
    }

    private static List<String> tests(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method ->
                        method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class))
                .map(Method::getName)
                .toList();
    }

    /** The text of the test class of that name, in whichever module it is. */
    private static List<String> sources(String name) {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(tests -> find(tests, name + ".java"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> find(Path directory, String file) {
        try (Stream<Path> paths = Files.walk(directory)) {
            List<String> texts = paths.filter(path -> path.endsWith(file))
                    .map(AttackTableTests::read)
                    .toList();
            return texts.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
