package io.barrel.p2p.spring.boot.actuate;

import java.util.Locale;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Masks {@code barrel.p2p.cookie} in the {@code env} and {@code configprops} endpoints, however it is spelled and whatever
 * {@code show-values} says.
 */
public class CookieSanitizingFunction implements SanitizingFunction {

    @Override
    public SanitizableData apply(SanitizableData data) {
        String letters = data.getKey().replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        return letters.equals("barrelp2pcookie") ? data.withSanitizedValue() : data;
    }
}
