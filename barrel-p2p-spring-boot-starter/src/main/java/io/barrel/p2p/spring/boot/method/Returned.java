package io.barrel.p2p.spring.boot.method;

import java.lang.reflect.Type;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

/**
 * What a method returns.
 *
 * @param type of the value, or of what the stage completes with
 * @param later whether it is a {@link CompletionStage} of that
 */
public record Returned(Type type, boolean later) {

    /** What a method returns that declares that type. */
    public static Returned of(Type declared) {
        ResolvableType returned = ResolvableType.forType(declared);
        boolean later = CompletionStage.class.isAssignableFrom(returned.toClass());
        return new Returned(type(later ? returned.as(CompletionStage.class).getGeneric() : returned), later);
    }

    /** The type as a whole: behind the variable of a {@code CompletableFuture<T>} there may be a list of something. */
    private static Type type(ResolvableType value) {
        Class<?> type = value.toClass();
        ResolvableType[] generics = value.getGenerics();
        return value.getType() instanceof Class || type.isArray() || generics.length == 0
                ? type
                : ResolvableType.forClassWithGenerics(type, generics).getType();
    }

    /** Whether the value would itself stand for one that is not there yet, and so cannot be sent. */
    public boolean isNeverThere() {
        return isLater(type);
    }

    /** Whether a type stands for a value that is not there yet. */
    public static boolean isLater(Type type) {
        Class<?> raw = ResolvableType.forType(type).toClass();
        return CompletionStage.class.isAssignableFrom(raw)
                || Future.class.isAssignableFrom(raw)
                || ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw) != null;
    }
}
