package com.example.aot;

import java.math.BigDecimal;

/** What nodes call of each other. */
public interface Pricing {

    BigDecimal price(Order order);
}
