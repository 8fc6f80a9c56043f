package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every link within the project leads somewhere, and every page is in the index. */
class LinksInPagesTests {

    private static final String INDEX = "docs/README.md";
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static SortedMap<String, Page> pages;

    @BeforeAll
    static void read() throws IOException {
        pages = Page.all();
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int seen = 0;
        for (Map.Entry<String, Page> page : pages.entrySet()) {
            for (String link : links(page.getValue())) {
                seen++;
                if (!exists(page.getKey(), link)) {
                    broken.add(page.getKey() + ": " + link);
                }
            }
        }
        assertThat(seen).isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsInTheIndex() throws IOException {
        Set<String> listed = new HashSet<>();
        links(Page.of("README.md")).forEach(link -> listed.add(target(INDEX, link)));

        assertThat(listed)
                .containsAll(pages.keySet().stream()
                        .filter(page -> page.startsWith("docs/") && !page.equals(INDEX))
                        .toList());
    }

    private static List<String> links(Page page) {
        return LINK.matcher(page.prose().replaceAll("`[^`\n]*`", "code"))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !ELSEWHERE.matcher(link).matches())
                .toList();
    }

    /** The file that a link of a page names, by its path from the directory of the project. */
    private static String target(String page, String link) {
        String file = link.replaceFirst("#.*", "");
        Path from = Path.of(page);
        return (file.isEmpty() ? from : from.resolveSibling(file))
                .normalize()
                .toString()
                .replace('\\', '/');
    }

    private static boolean exists(String page, String link) throws IOException {
        String target = target(page, link);
        Path file = Page.PROJECT.resolve(target);
        if (!Files.exists(file)) {
            return false;
        }
        int anchor = link.indexOf('#');
        return anchor < 0 || anchors(Files.readString(file)).contains(link.substring(anchor + 1));
    }

    /** As GitHub makes them of headings. */
    private static Set<String> anchors(String markdown) {
        Map<String, Integer> seen = new HashMap<>();
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(new Page(markdown).prose()).results().forEach(heading -> {
            String anchor = heading.group(1)
                    .replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                    .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
        return anchors;
    }
}
