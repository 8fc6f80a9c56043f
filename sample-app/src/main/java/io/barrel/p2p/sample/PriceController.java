package io.barrel.p2p.sample;

import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.service.InstanceChoice;
import io.barrel.p2p.service.NoSuchServiceException;
import io.barrel.p2p.spring.boot.service.P2pClients;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the price is, as one node after the other says, wherever they are. */
@RestController
@RequestMapping("/api/price")
final class PriceController {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Pricing prices;

    PriceController(P2pClients clients) {
        this.prices = clients.client(Pricing.class, Prices.SERVICE, PATIENCE, InstanceChoice.roundRobin());
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    CompletionStage<Pricing.Price> price() {
        return prices.price();
    }

    @ExceptionHandler({MessagingException.class, NoSuchServiceException.class})
    ProblemDetail notAnswered(RuntimeException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(failure.getMessage()));
    }
}
