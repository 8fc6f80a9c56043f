package io.barrel.p2p.spring.boot.diagnostics;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which method cannot be called the way it is asked for, and what to do. */
final class InvalidMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMethodException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidMethodException cause) {
        return new FailureAnalysis(cause.problem() + ".", cause.remedy(), cause);
    }
}
