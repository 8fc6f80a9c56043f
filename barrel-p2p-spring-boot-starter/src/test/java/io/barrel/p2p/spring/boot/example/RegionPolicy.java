package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.security.AdmissionPolicy;
import io.barrel.p2p.security.Candidate;
import org.springframework.stereotype.Component;

@Component
class RegionPolicy implements AdmissionPolicy {

    @Override
    public boolean admits(Candidate candidate) {
        return "eu".equals(candidate.metadata().get("region"));
    }
}
