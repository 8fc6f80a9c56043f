package io.barrel.p2p.error;

import java.time.Duration;

/** A property has a value it may not have; nothing was started. */
public final class InvalidConfigurationException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final String problem;

    /**
     * A refusal.
     *
     * @param property the name below {@code barrel.p2p}, such as {@code membership.active-size}
     * @param value what was given; pass a mask for a secret; a duration is shown as {@link DurationText}
     * @param problem what is wrong and how to mend it, as the rest of a sentence: "must be between 1 and 64"
     */
    public InvalidConfigurationException(String property, Object value, String problem) {
        super(property + "=" + (value instanceof Duration duration ? DurationText.of(duration) : value) + " "
                + problem);
        this.property = property;
        this.problem = problem;
    }

    /** The property's name below {@code barrel.p2p}. */
    public String property() {
        return property;
    }

    /** What is wrong and how to mend it. */
    public String problem() {
        return problem;
    }
}
