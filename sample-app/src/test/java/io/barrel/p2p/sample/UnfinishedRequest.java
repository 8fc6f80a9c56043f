package io.barrel.p2p.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A request that the server has begun to handle and whose body it waits for. */
final class UnfinishedRequest implements AutoCloseable {

    private static final int READ_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader answers;
    private final String body;

    private UnfinishedRequest(Socket socket, String body) throws IOException {
        this.socket = socket;
        this.answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        this.body = body;
    }

    /** Sends the head and returns when the server asked for the body. */
    static UnfinishedRequest post(int port, String path, String json) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(READ_MILLIS);
        UnfinishedRequest request = new UnfinishedRequest(socket, json);
        request.write("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + json.length() + "\r\nExpect: 100-continue\r\n\r\n");
        String status = request.answers.readLine();
        if (status == null || !status.startsWith("HTTP/1.1 100")) {
            throw new IOException("not asked for the body: " + status);
        }
        request.answers.readLine();
        return request;
    }

    /** Sends the body; the status line of the answer. */
    String finish() throws IOException {
        write(body);
        return String.valueOf(answers.readLine());
    }

    private void write(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
