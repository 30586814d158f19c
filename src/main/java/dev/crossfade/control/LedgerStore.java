package dev.crossfade.control;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Layer;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.PlainValue;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingValue;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Keeps the ledger in {@code overrides.json}: the whole file is written beside the old one, synced, and takes its place.
 * Blocks; belongs to one thread.
 */
final class LedgerStore {
    private static final String FILE = "overrides.json";
    private static final String VALUE = "value";

    /** Of what this class writes; without one it is the first. */
    private static final int FORMAT = 1;
    /** The largest whole number that every reader of JSON knows. */
    private static final long MAX_VERSION = (1L << 53) - 1;

    private final Path file;
    private final VersionStore versions;

    private LedgerStore(Path file) {
        this.file = file;
        this.versions = new VersionStore(file.resolveSibling("config-version"));
    }

    static LedgerStore in(Path dataDir) {
        return new LedgerStore(dataDir.resolve(FILE));
    }

    Path file() {
        return file;
    }

    /**
     * What was last written; nothing at all before the first time.
     *
     * @throws UnreadableLedgerException where the file is there and is no ledger: to go on without it could undo an
     *     emergency override in silence
     */
    Ledger read() throws UnreadableLedgerException {
        if (!hasFolder()) {
            return Ledger.EMPTY;
        }
        try {
            JsonObject json = new JsonObject(Buffer.buffer(Files.readAllBytes(file)));
            check(json);
            return ledger(json);
        } catch (NoSuchFileException first) {
            return Ledger.EMPTY;
        } catch (IOException | RuntimeException broken) {
            throw unreadable("not readable");
        }
    }

    private void check(JsonObject json) throws UnreadableLedgerException {
        long format = json.getLong("format", (long) FORMAT);
        if (format != FORMAT) {
            throw unreadable("in the format " + format + ", which another version of the daemon has written");
        }
        long version = json.getLong("version");
        if (version < 0 || version > MAX_VERSION) {
            throw unreadable("of the impossible version " + version);
        }
        List<Problem> forbidden =
                Overridable.problems(json.getJsonObject("overrides").fieldNames());
        if (!forbidden.isEmpty()) {
            throw unreadable("with an override of " + forbidden.get(0).path() + ", which may not be overridden");
        }
    }

    private UnreadableLedgerException unreadable(String how) {
        return new UnreadableLedgerException(new Problem(
                file.toString(),
                how,
                "the overrides as the daemon has written them: put a copy back. Without the file the versions begin"
                        + " at 1 again, and overrides that the database has come back; to drop one, DELETE it"));
    }

    /**
     * The newest version that was noted; 0 where none was.
     *
     * @throws UnreadableLedgerException where that cannot be found out
     */
    long noted() throws UnreadableLedgerException {
        try {
            return hasFolder() ? versions.read() : 0;
        } catch (IOException unreadable) {
            throw unreadable("beside a config-version that is not readable");
        }
    }

    /** Notes the version in force where the ledger that says so cannot be written, as on a full disk. */
    void note(long version) throws IOException {
        versions.write(version);
    }

    /** @throws IOException where it cannot be made durable; then the old one is still there */
    void write(Ledger ledger) throws IOException {
        Path next = file.resolveSibling(FILE + ".new");
        byte[] text = json(ledger).encodePrettily().getBytes(StandardCharsets.UTF_8);
        Files.createDirectories(file.toAbsolutePath().getParent());
        versions.prepare();
        Files.write(next, text);
        sync(next);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        sync(file.toAbsolutePath().getParent());
    }

    private boolean hasFolder() {
        return Files.isDirectory(file.toAbsolutePath().getParent());
    }

    private static void sync(Path path) throws IOException {
        StandardOpenOption how = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private static JsonObject json(Ledger ledger) {
        JsonObject inForce = new JsonObject();
        ledger.inForce()
                .forEach((key, value) -> inForce.put(
                        key,
                        new JsonObject()
                                .put(VALUE, AuditRowJson.json(value.value()))
                                .put("layer", value.layer().label())));
        JsonObject overrides = new JsonObject();
        ledger.overrides().forEach((key, entry) -> overrides.put(key, json(entry)));
        JsonArray unaudited = new JsonArray();
        ledger.unaudited().forEach(row -> unaudited.add(AuditRowJson.of(row)));
        return new JsonObject()
                .put("format", FORMAT)
                .put("version", ledger.version())
                .put("overrides", overrides)
                .put("in_force", inForce)
                .put("unaudited", unaudited);
    }

    private static JsonObject json(OverrideEntry entry) {
        return new JsonObject()
                .put(VALUE, AuditRowJson.json(entry.value()))
                .put("dropped", entry.dropped())
                .put("actor", entry.actor())
                .put("reason", entry.reason())
                .put("at", entry.at().toString());
    }

    private static Ledger ledger(JsonObject json) {
        Map<String, SettingValue> inForce = new TreeMap<>();
        each(json.getJsonObject("in_force"), (key, value) -> inForce.put(key, settingValue(value)));
        Map<String, OverrideEntry> overrides = new TreeMap<>();
        each(json.getJsonObject("overrides"), (key, entry) -> overrides.put(key, overrideEntry(entry)));
        List<AuditRow> unaudited = json.getJsonArray("unaudited").stream()
                .map(row -> AuditRowJson.read((JsonObject) row))
                .toList();
        return new Ledger(json.getLong("version"), inForce, overrides, unaudited);
    }

    private static void each(JsonObject section, BiConsumer<String, JsonObject> use) {
        section.fieldNames().forEach(key -> use.accept(key, section.getJsonObject(key)));
    }

    private static SettingValue settingValue(JsonObject json) {
        return new SettingValue(
                plain(json), Layer.valueOf(json.getString("layer").toUpperCase(Locale.ROOT)));
    }

    private static OverrideEntry overrideEntry(JsonObject json) {
        return new OverrideEntry(
                plain(json),
                json.getBoolean("dropped"),
                json.getString("actor"),
                json.getString("reason"),
                Instant.parse(json.getString("at")));
    }

    private static Object plain(JsonObject json) {
        Object value = json.getValue(VALUE);
        return PlainValue.of(value instanceof JsonArray array ? array.getList() : value);
    }
}
