package com.example.aot;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged application, started with what was prepared at build time. */
final class AotProcess implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();
    private final int port;
    private final Process process;

    AotProcess(Path data, String contact) throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dspring.aot.enabled=true",
                        "-jar",
                        "target/aot.jar",
                        "--server.port=" + port,
                        "--app.label=started",
                        "--barrel.p2p.data-dir=" + data,
                        "--barrel.p2p.contact-nodes=" + contact)
                .redirectErrorStream(true)
                .redirectOutput(new File("target/aot.log"))
                .start();
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json.readTree(body(path, "application/json"));
    }

    String body(String path, String accept) throws IOException, InterruptedException {
        HttpRequest get = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Accept", accept)
                .build();
        HttpResponse<String> answer = http.send(get, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(path + ": " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("the application does not end");
        }
    }
}
