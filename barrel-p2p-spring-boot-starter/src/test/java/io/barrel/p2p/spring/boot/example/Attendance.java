package io.barrel.p2p.spring.boot.example;

import io.barrel.p2p.event.MemberDown;
import io.barrel.p2p.event.MemberSuspected;
import io.barrel.p2p.event.MemberUp;
import io.barrel.p2p.roster.MemberStatus;
import io.barrel.p2p.roster.Roster;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

@Component
class Attendance {

    private static final Logger log = LoggerFactory.getLogger(Attendance.class);

    private final Roster roster;

    Attendance(Roster roster) {
        this.roster = roster;
    }

    @EventListener
    void on(MemberUp event) {
        log.info("{} is here, {} are alive", event.node(), roster.count(MemberStatus.ALIVE));
    }

    @EventListener
    void on(MemberSuspected event) {
        log.info("{} cannot reach {}", event.accuser(), event.node());
    }

    @EventListener
    void on(MemberDown event) {
        log.info("{} {}", event.node(), event.left() ? "left" : "is gone");
    }
}
