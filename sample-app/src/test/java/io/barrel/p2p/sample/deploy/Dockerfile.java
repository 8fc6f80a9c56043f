package io.barrel.p2p.sample.deploy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The instructions of {@code deploy/Dockerfile} by stage, as far as they are used there: no quotes outside of JSON, no escapes.
 *
 * @param stages in order, the last being the image
 */
record Dockerfile(List<Stage> stages) {

    static final Path FILE = DeployFiles.DEPLOY.resolve("Dockerfile");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /** What begins with a FROM: its image, its name, empty if it has none, and the instructions after it. */
    record Stage(String base, String name, List<Instruction> instructions) {

        /** The arguments of all instructions with that word. */
        List<String> all(String word) {
            return instructions.stream()
                    .filter(instruction -> instruction.word().equals(word))
                    .map(Instruction::arguments)
                    .toList();
        }

        /** The variables of the environment. */
        Map<String, String> environment() {
            Map<String, String> environment = new LinkedHashMap<>();
            words("ENV").forEach(assignment -> put(environment, assignment));
            return environment;
        }

        /** All words of all instructions with that word. */
        List<String> words(String word) {
            return all(word).stream()
                    .flatMap(arguments -> Stream.of(arguments.split("\\s+", -1)))
                    .toList();
        }

        List<String> entrypoint() {
            return exec(all("ENTRYPOINT").get(0));
        }
    }

    /** A line. */
    record Instruction(String word, String arguments) {}

    /** The stage that becomes the image. */
    Stage image() {
        return stages.get(stages.size() - 1);
    }

    /** Parses the file. */
    static Dockerfile read() {
        List<Stage> stages = new ArrayList<>();
        Map<String, String> variables = new HashMap<>();
        for (Instruction instruction : instructions(DeployFiles.text(FILE))) {
            String arguments = resolve(instruction.arguments(), variables);
            switch (instruction.word()) {
                case "ARG" -> put(variables, arguments);
                case "FROM" -> {
                    String[] words = arguments.split("\\s+", -1);
                    stages.add(new Stage(words[0], words.length == 3 ? words[2] : "", new ArrayList<>()));
                }
                default ->
                    stages.get(stages.size() - 1).instructions().add(new Instruction(instruction.word(), arguments));
            }
        }
        return new Dockerfile(stages);
    }

    /** A command written as a list in JSON. */
    static List<String> exec(String arguments) {
        return new JsonMapper().readValue(arguments, new TypeReference<>() {});
    }

    private static List<Instruction> instructions(String text) {
        String lines = text.replaceAll("(?m)^\\s*#.*\\n", "").replaceAll("\\\\\\n\\s*", "");
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(line -> line.split("\\s+", 2))
                .map(parts -> new Instruction(parts[0], parts[1]))
                .toList();
    }

    private static String resolve(String text, Map<String, String> variables) {
        return VARIABLE.matcher(text).replaceAll(variable -> variables.getOrDefault(variable.group(1), "?"));
    }

    private static void put(Map<String, String> variables, String assignment) {
        String[] parts = assignment.split("=", 2);
        variables.put(parts[0], parts[1]);
    }
}
