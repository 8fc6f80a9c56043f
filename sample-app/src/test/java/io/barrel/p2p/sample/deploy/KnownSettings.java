package io.barrel.p2p.sample.deploy;

import java.beans.PropertyDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.beans.BeanUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The properties that mean something to the application: those of the configuration metadata on the class path, which the
 * starter's are part of, and those of its own {@code application.yaml}.
 */
final class KnownSettings {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Path APPLICATION = Path.of("src/main/resources/application.yaml");

    private final Set<String> variables = new HashSet<>();

    /** Prefixes of variables whose next part is chosen freely, each with what may come after that part. */
    private final Map<String, Set<String>> maps = new TreeMap<>();

    private KnownSettings() {}

    static KnownSettings load() {
        KnownSettings known = new KnownSettings();
        JsonMapper json = new JsonMapper();
        try {
            for (URL url : Collections.list(KnownSettings.class.getClassLoader().getResources(METADATA))) {
                try (InputStream in = url.openStream()) {
                    json.readTree(in).path("properties").forEach(known::add);
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        leaves("", DeployFiles.yaml(APPLICATION)).forEach(property -> known.variables.add(variable(property)));
        return known;
    }

    /** Whether a variable of the environment sets a property. */
    boolean has(String variable) {
        return variables.contains(variable)
                || maps.entrySet().stream()
                        .anyMatch(map -> variable.startsWith(map.getKey())
                                && map.getValue().stream().anyMatch(variable::endsWith));
    }

    /** How a property is spelt in the environment. */
    static String variable(String property) {
        return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    private void add(JsonNode property) {
        String name = property.path("name").asString();
        String type = property.path("type").asString("");
        variables.add(variable(name));
        if (type.startsWith("java.util.Map<java.lang.String,")) {
            String value = type.substring(type.indexOf(',') + 1, type.length() - 1);
            maps.put(variable(name) + "_", partsOf(value));
        }
    }

    private static Set<String> partsOf(String type) {
        Set<String> parts = new HashSet<>();
        try {
            Class<?> value = Class.forName(type);
            if (BeanUtils.isSimpleValueType(value)) {
                return Set.of("");
            }
            for (PropertyDescriptor part : BeanUtils.getPropertyDescriptors(value)) {
                parts.add("_" + part.getName().toUpperCase(Locale.ROOT));
            }
        } catch (ClassNotFoundException | LinkageError notOfThisApplication) {
            return Set.of();
        }
        return parts;
    }

    private static List<String> leaves(String prefix, JsonNode node) {
        if (!node.isObject()) {
            return List.of(prefix);
        }
        List<String> leaves = new ArrayList<>();
        node.properties()
                .forEach(child -> leaves.addAll(
                        leaves(prefix.isEmpty() ? child.getKey() : prefix + "." + child.getKey(), child.getValue())));
        return leaves;
    }
}
