package io.barrel.p2p.spring.boot.diagnostics;

import io.barrel.p2p.error.NodeStartException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says why a node could not start, and what to do: port, directories, keys, native library. */
final class NodeStartFailureAnalyzer extends AbstractFailureAnalyzer<NodeStartException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, NodeStartException cause) {
        return new FailureAnalysis("The P2P node could not start: " + cause.getMessage(), cause.remedy(), cause);
    }
}
