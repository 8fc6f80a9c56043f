package io.barrel.p2p.spring.boot.diagnostics;

import io.barrel.p2p.spring.boot.method.InvalidMethodException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which annotated method cannot be what its annotation says, and what to do. */
final class InvalidMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidMethodException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidMethodException cause) {
        return new FailureAnalysis(cause.getMessage() + ".", cause.remedy(), cause);
    }
}
