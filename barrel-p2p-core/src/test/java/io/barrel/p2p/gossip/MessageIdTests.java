package io.barrel.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class MessageIdTests {

    @Test
    void idsAreOrderedAsUnsignedNumbersOf128Bits() {
        List<MessageId> ordered = List.of(
                new MessageId(0, 0),
                new MessageId(0, 1),
                new MessageId(0, -1),
                new MessageId(1, 0),
                new MessageId(Long.MIN_VALUE, 7),
                new MessageId(-1, -1));
        assertThat(new TreeSet<>(ordered).descendingSet().descendingSet()).containsExactlyElementsOf(ordered);
        assertThat(new MessageId(3, 4)).isEqualByComparingTo(new MessageId(3, 4));
    }

    @Test
    void idsOfOneHashAreToldApart() {
        MessageId one = new MessageId(1, 0);
        MessageId other = new MessageId(0, 31);
        assertThat(one).hasSameHashCodeAs(other).isNotEqualByComparingTo(other);
    }
}
