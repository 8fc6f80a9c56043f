package io.barrel.p2p.sample;

import io.barrel.p2p.messaging.MessagingException;
import io.barrel.p2p.service.NoSuchServiceException;
import java.util.concurrent.CompletionStage;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the price is, as some node says. */
@RestController
@RequestMapping("/api/price")
final class PriceController {

    private final Prices prices;

    PriceController(Prices prices) {
        this.prices = prices;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    CompletionStage<Prices.Price> price() {
        return prices.ask();
    }

    @ExceptionHandler({MessagingException.class, NoSuchServiceException.class})
    ProblemDetail notAnswered(RuntimeException failure) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(failure.getMessage()));
    }
}
