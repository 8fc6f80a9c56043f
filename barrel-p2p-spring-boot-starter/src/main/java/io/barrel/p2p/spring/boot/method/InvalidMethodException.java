package io.barrel.p2p.spring.boot.method;

import org.jspecify.annotations.Nullable;

/**
 * A method, or what has it, cannot be called the way it is asked for. The message names bean or interface and method, and says
 * what is wrong and what to do.
 */
public final class InvalidMethodException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String problem;
    private final String remedy;

    /**
     * A refusal.
     *
     * @param problem what is wrong, as a sentence without its full stop
     * @param remedy what to do about it, as a sentence
     */
    public InvalidMethodException(String problem, String remedy, @Nullable Throwable cause) {
        super(problem + ". " + remedy, cause);
        this.problem = problem;
        this.remedy = remedy;
    }

    /** What is wrong, as a sentence without its full stop. */
    public String problem() {
        return problem;
    }

    /** What to do about it, as a sentence. */
    public String remedy() {
        return remedy;
    }
}
