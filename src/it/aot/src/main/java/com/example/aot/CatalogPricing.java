package com.example.aot;

import io.barrel.p2p.spring.boot.service.P2pService;
import java.math.BigDecimal;
import org.springframework.stereotype.Component;

@Component
@P2pService(name = "pricing", metadata = "zone=${app.zone}")
class CatalogPricing implements Pricing {

    @Override
    public BigDecimal price(Order order) {
        return new BigDecimal("1.20").multiply(BigDecimal.valueOf(order.pieces()));
    }
}
