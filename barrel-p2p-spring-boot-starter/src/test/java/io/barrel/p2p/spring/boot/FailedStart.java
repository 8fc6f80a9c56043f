package io.barrel.p2p.spring.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** An application that does not start. */
public final class FailedStart {

    private FailedStart() {}

    /** Starts it as its main method would and asserts that this fails; what it reports is in the output. */
    public static void of(Class<?> application) {
        assertThatThrownBy(() -> new SpringApplicationBuilder(application)
                        .web(WebApplicationType.NONE)
                        .run()
                        .close())
                .isInstanceOf(RuntimeException.class);
    }
}
