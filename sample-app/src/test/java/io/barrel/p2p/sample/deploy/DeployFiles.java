package io.barrel.p2p.sample.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the files of the project that tell how to deploy it. */
final class DeployFiles {

    /** The root of the project; tests run in the directory of their module. */
    static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    static final Path DEPLOY = PROJECT.resolve("deploy");

    private static final JsonMapper json = new JsonMapper();

    private DeployFiles() {}

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one document of a YAML file, merge keys resolved; a key that is written twice is refused. */
    static JsonNode yaml(Path file) {
        return parseYaml(text(file));
    }

    /** As {@link #yaml}, of its text. */
    static JsonNode parseYaml(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return json.valueToTree(new Yaml(new SafeConstructor(options)).<Object>load(text));
    }

    static JsonNode json(Path file) {
        return json.readTree(text(file));
    }

    /** The values of a list of strings. */
    static List<String> strings(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }
}
