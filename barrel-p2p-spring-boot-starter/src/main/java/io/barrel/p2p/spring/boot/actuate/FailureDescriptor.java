package io.barrel.p2p.spring.boot.actuate;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * Why an operation was not carried out.
 *
 * @param error a word for programs, such as {@code unknown_node}
 * @param reason a sentence for people
 */
public record FailureDescriptor(String error, String reason) implements OperationResponseBody {}
