package io.barrel.p2p.spring.boot.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.barrel.p2p.event.P2pEvent;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/events.md against the events there are. */
class EventsPageTests {

    @Test
    void everyEventIsListedWithItsFields() throws IOException {
        Map<String, List<String>> listed = new TreeMap<>();
        for (List<String> row : Page.of("reference/events.md").rows("Events")) {
            assertThat(row.get(2)).as(row.get(0)).isNotBlank();
            listed.put(Page.code(row.get(0)).get(0), Page.code(row.get(1)));
        }
        Map<String, List<String>> events = new TreeMap<>();
        for (Class<?> event : P2pEvent.class.getPermittedSubclasses()) {
            events.put(
                    event.getSimpleName(),
                    Arrays.stream(event.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }

        assertThat(listed).isEqualTo(events);
    }
}
