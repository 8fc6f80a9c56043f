package com.example.bad;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class BadApplication {

    public static void main(String[] args) {
        SpringApplication.run(BadApplication.class, args);
    }
}
