package com.example.virtual;

/** What the other node calls. */
public interface Pricing {

    String price(String article);
}
