package com.example.orders;

import io.barrel.p2p.BarrelP2p;
import java.util.concurrent.TimeUnit;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrdersController {

    private final BarrelP2p node;

    OrdersController(BarrelP2p node) {
        this.node = node;
    }

    /** Takes its time, so that there are always requests under way. */
    @GetMapping("/served-by")
    ServedBy servedBy() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(25);
        return new ServedBy(
                node.node().orElseThrow().self().node().value(),
                ProcessHandle.current().pid());
    }

    record ServedBy(String node, long pid) {}
}
