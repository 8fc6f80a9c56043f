package io.barrel.p2p.spring.boot.example.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The application that docs/how-to/test-your-app.md tests. */
@SpringBootApplication
public class ShopApplication {

    /** Runs it. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }
}
