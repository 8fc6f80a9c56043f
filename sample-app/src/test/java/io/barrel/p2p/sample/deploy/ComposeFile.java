package io.barrel.p2p.sample.deploy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** {@code deploy/compose/compose.yaml}. */
final class ComposeFile {

    static final Path FILE = DeployFiles.DEPLOY.resolve("compose/compose.yaml");

    /** A variable without which nothing starts. */
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{(\\w+):\\?[^}]+}");

    private final JsonNode root = DeployFiles.yaml(FILE);

    /**
     * Something that is mounted.
     *
     * @param source a path relative to the file, or the name of a volume
     */
    record Mount(String source, Path target, boolean readOnly) {

        boolean isVolume() {
            return !source.startsWith(".");
        }

        /** The file of the project that is mounted. */
        Path file() {
            return FILE.resolveSibling(source).normalize();
        }

        private static Mount parse(String text) {
            String[] parts = text.split(":", -1);
            return new Mount(parts[0], Path.of(parts[1]), parts.length == 3 && parts[2].equals("ro"));
        }
    }

    JsonNode root() {
        return root;
    }

    List<String> services() {
        return List.copyOf(root.path("services").propertyNames());
    }

    /** The services that are nodes, in order. */
    List<String> nodes() {
        return services().stream().filter(name -> service(name).has("build")).toList();
    }

    JsonNode service(String name) {
        return root.path("services").path(name);
    }

    List<Mount> mounts(String service) {
        return DeployFiles.strings(service(service).path("volumes")).stream()
                .map(Mount::parse)
                .toList();
    }

    /** The environment of a service as written. */
    Map<String, String> environment(String service) {
        return environment(service(service));
    }

    static Map<String, String> environment(JsonNode service) {
        Map<String, String> environment = new LinkedHashMap<>();
        service.path("environment")
                .properties()
                .forEach(variable ->
                        environment.put(variable.getKey(), variable.getValue().asString()));
        return environment;
    }

    /** The environment of a service, given the variables that the file wants. */
    Map<String, String> environment(String service, Map<String, String> given) {
        Map<String, String> environment = environment(service);
        environment.replaceAll((name, value) ->
                REQUIRED.matcher(value).replaceAll(variable -> given.getOrDefault(variable.group(1), "")));
        return environment;
    }
}
