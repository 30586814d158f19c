package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Clients of either adapter at their worst: some read nothing any more, some are gone without a word. Confined to a thread. */
public final class StalledClients implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 5_000;
    private static final int SMALLEST_BUFFER = 1;
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String KEY = Base64.getEncoder().encodeToString(new byte[16]);

    private static final String JOIN = """
            ["1","1","realtime:all","phx_join",{"config":{"postgres_changes":\
            [{"event":"INSERT","schema":"monitoring","table":"monitoring_events"}]}}]""";
    private static final int TEXT_FRAME = 0x81;
    /** That it is masked, and that two bytes of length follow. */
    private static final int MASKED = 0x80 | 126;

    private final int port;
    private final String path;
    private final byte[] firstWords;
    private final List<Socket> sockets = new ArrayList<>();

    /** Of {@code /ws} of the daemon that listens on that port. */
    public StalledClients(int port) {
        this(port, "/ws", new byte[0]);
    }

    private StalledClients(int port, String path, byte[] firstWords) {
        this.port = port;
        this.path = path;
        this.firstWords = firstWords;
    }

    /** Of the realtime adapter; each joins one channel for all events. */
    public static StalledClients ofRealtime(int port) {
        return new StalledClients(port, "/realtime/v1/websocket?vsn=2.0.0", frame(JOIN));
    }

    /** Under a mask of zeros, which leaves the text as it is. */
    private static byte[] frame(String text) {
        byte[] payload = text.getBytes(US_ASCII);
        return ByteBuffer.allocate(payload.length + Long.BYTES)
                .put((byte) TEXT_FRAME)
                .put((byte) MASKED)
                .putShort((short) payload.length)
                .putInt(0)
                .put(payload)
                .array();
    }

    /** Connects so many and never reads what they are sent: their buffers, the smallest there are, fill up at once. */
    public void stall(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            sockets.add(connect());
        }
    }

    /** Lets all of them vanish: no closing frame, no end of the stream, their connections are reset. */
    public void vanish() throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        sockets.clear();
    }

    /** How many are connected, as far as they know. */
    public int count() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        vanish();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        try {
            // Before it connects, or the window is larger already.
            socket.setReceiveBufferSize(SMALLEST_BUFFER);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.getOutputStream().write(handshake().getBytes(US_ASCII));
            requireUpgrade(socket.getInputStream());
            socket.getOutputStream().write(firstWords);
            return socket;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    private String handshake() {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + END_OF_HEAD;
    }

    /** Byte by byte, so that not one of what follows is read. */
    private static void requireUpgrade(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(END_OF_HEAD) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        if (!head.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("no WebSocket: " + head);
        }
    }
}
