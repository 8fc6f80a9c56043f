package io.barrel.p2p.sample;

import io.barrel.p2p.gossip.GossipException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The message board. A post must be JSON, so that no page of another site can have a browser send one. */
@RestController
@RequestMapping("/api/messages")
final class MessageController {

    private final MessageBoard board;

    MessageController(MessageBoard board) {
        this.board = board;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    List<Message> messages() {
        return board.messages();
    }

    /** Answers when the message is on its way to the neighbours. */
    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.ACCEPTED)
    CompletionStage<Void> post(@RequestBody Draft draft) {
        return board.post(draft.text() == null ? "" : draft.text());
    }

    @ExceptionHandler
    ProblemDetail notAMessage(IllegalArgumentException refused) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(refused.getMessage()));
    }

    @ExceptionHandler
    ProblemDetail notSent(GossipException refused) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.SERVICE_UNAVAILABLE, String.valueOf(refused.getMessage()));
    }

    /** What somebody wants to post. */
    record Draft(@Nullable String text) {}
}
