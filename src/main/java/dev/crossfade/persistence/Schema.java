package dev.crossfade.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.output.MigrateResult;
import org.postgresql.ds.PGSimpleDataSource;

/** The database's schema, and what brings it up to date; every call blocks. */
public final class Schema {
    private static final String LOCATION = "classpath:sql";
    private static final String NAME = "monitoring";
    /** For any one answer of the server; a connection that falls silent must not hold up the next attempt for ever. */
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private Schema() {}

    /**
     * Brings the schema up to date. Several may do so at once: one works, the others wait for it. Who does not own the
     * schema cannot change it: then it must be up to date already, as far as the role may see that.
     *
     * @param patience for a connection to come about
     * @throws SchemaException where that is impossible; it says why
     */
    public static SchemaReport migrate(DatabaseTarget target, Duration patience) {
        DataSource source = source(target, patience);
        try {
            Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations(LOCATION)
                    .defaultSchema(NAME)
                    .createSchemas(true)
                    .failOnMissingLocations(true)
                    .cleanDisabled(true)
                    .connectRetries(0)
                    .load();
            return switch (owner(source)) {
                case "ours" -> migrate(flyway, source);
                case "readable" -> found(flyway.info(), target);
                default -> SchemaReport.hidden();
            };
        } catch (FlywayException | SQLException failure) {
            throw SchemaException.of(target, failure);
        }
    }

    private static SchemaReport migrate(Flyway flyway, DataSource source) throws SQLException {
        String begun = answers(source, Sql.NOW).get(0);
        SchemaReport report = report(flyway.migrate());
        return report.with(answers(source, Sql.RIGHTS_TO_KNOW_OF, begun));
    }

    /** JDBC connections that give up within the patience, also on a server that accepts and then says nothing. */
    static DataSource source(DatabaseTarget target, Duration patience) {
        int seconds = (int) Math.max(1, patience.toSeconds());
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(target.jdbcUrl());
        source.setUser(target.user());
        source.setPassword(target.password());
        source.setConnectTimeout(seconds);
        source.setLoginTimeout(seconds);
        source.setTcpKeepAlive(true);
        source.setSocketTimeout((int) ANSWER.toSeconds());
        source.setApplicationName("crossfade-migrate");
        return source;
    }

    private static String owner(DataSource source) throws SQLException {
        return answers(source, Sql.SCHEMA_OWNER).get(0);
    }

    /** The first column of every row. */
    private static List<String> answers(DataSource source, String sql, String... parameters) throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> answers = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    answers.add(rows.getString(1));
                }
            }
            return answers;
        }
    }

    private static SchemaReport found(MigrationInfoService info, DatabaseTarget target) {
        if (info.pending().length > 0) {
            throw SchemaException.notTheOwner(target, info.pending()[0].getScript());
        }
        return SchemaReport.upToDate(info.current().getVersion().getVersion());
    }

    private static SchemaReport report(MigrateResult result) {
        String from = Optional.ofNullable(result.initialSchemaVersion).orElse("");
        if (result.migrations.isEmpty()) {
            return SchemaReport.upToDate(from);
        }
        return new SchemaReport(
                from,
                result.targetSchemaVersion,
                result.migrations.stream()
                        .map(migration -> migration.version + " " + migration.description)
                        .toList(),
                List.of());
    }
}
