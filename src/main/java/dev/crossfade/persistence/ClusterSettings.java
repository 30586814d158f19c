package dev.crossfade.persistence;

import java.nio.file.Path;

/** The embedded server's configuration: durable, on the loopback address alone, sized for a small machine. */
final class ClusterSettings {
    /** Only over TCP on loopback, only with a password: other users of the machine get in no more than strangers. */
    static final String HOST_BASED_ACCESS = "host all all 127.0.0.1/32 scram-sha-256\n";

    private ClusterSettings() {}

    /** The whole of {@code postgresql.conf}; written anew at each start, so that it is always this version's. */
    static String postgresqlConf(int port, Path logs) {
        return """
                # Written at each start of the daemon; changes made here are lost.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                max_connections = 50
                password_encryption = 'scram-sha-256'

                # A commit that was answered is on disk, whatever happens next.
                fsync = on
                synchronous_commit = on
                full_page_writes = on

                shared_buffers = 128MB
                work_mem = 8MB
                maintenance_work_mem = 64MB
                max_wal_size = 1GB
                min_wal_size = 128MB
                checkpoint_timeout = 15min
                # Reading history must not take the cores from writing, and these plans are too short to compile.
                max_parallel_workers_per_gather = 0
                jit = off

                timezone = 'UTC'
                lc_messages = 'C'

                # A file a weekday, overwritten a week later. Neither statements nor details: they hold event data.
                logging_collector = on
                log_directory = %s
                log_filename = 'postgres-%%a.log'
                log_file_mode = 0600
                log_rotation_age = 1d
                log_rotation_size = 0
                log_truncate_on_rotation = on
                log_timezone = 'UTC'
                log_min_messages = warning
                log_min_error_statement = panic
                log_error_verbosity = terse
                log_checkpoints = off
                log_statement = 'none'
                """.formatted(port, quoted(logs));
    }

    private static String quoted(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
