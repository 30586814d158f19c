package dev.crossfade.rest;

/**
 * Why a request of a PostgREST client is refused, with the code that PostgREST or PostgreSQL has for it. Expected, so
 * without a stack.
 */
public final class RestError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final String TABLE = "monitoring_events";

    private final int status;
    private final String code;
    private final String details;
    private final String hint;

    /**
     * @param status the HTTP status
     * @param details null where there are none
     * @param hint null where there is none
     */
    public RestError(int status, String code, String message, String details, String hint) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.hint = hint;
    }

    /** What cannot be read of a parameter, and what was expected instead. */
    static RestError syntax(String what, String text, int at, String expected) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        return new RestError(
                BAD_REQUEST,
                "PGRST100",
                "\"failed to parse " + what + " (" + shown + ")\" (line 1, column " + (at + 1) + ")",
                expected,
                null);
    }

    /** A request that goes beyond a bound of this server. */
    static RestError excess(String details) {
        return new RestError(BAD_REQUEST, "PGRST100", "the request is beyond a bound of this server", details, null);
    }

    static RestError unknownColumn(String name) {
        return new RestError(BAD_REQUEST, "42703", "column " + TABLE + "." + name + " does not exist", null, null);
    }

    static RestError noRelationship(String name) {
        return new RestError(
                BAD_REQUEST,
                "PGRST200",
                "Could not find a relationship between '" + TABLE + "' and '" + name + "' in the schema cache",
                "There is one table, without relationships",
                null);
    }

    static RestError notEmbedded(String name) {
        return new RestError(
                BAD_REQUEST,
                "PGRST108",
                "'" + name + "' is not an embedded resource in this request",
                null,
                "Verify that '" + name + "' is included in the 'select' query parameter.");
    }

    static RestError noAggregates() {
        return new RestError(BAD_REQUEST, "PGRST123", "Use of aggregate functions is not allowed", null, null);
    }

    static RestError unknownType(String name) {
        return new RestError(BAD_REQUEST, "42704", "type \"" + name + "\" does not exist", null, null);
    }

    static RestError noOperator(ColumnType type, String operator) {
        return new RestError(
                NOT_FOUND,
                "42883",
                "operator does not exist: " + type.sql() + " " + operator + " unknown",
                null,
                "No operator matches the given name and argument types. You might need to add explicit type casts.");
    }

    static RestError notBoolean(String word, ColumnType type) {
        return new RestError(
                BAD_REQUEST,
                "42804",
                "argument of IS " + word + " must be type boolean, not type " + type.sql(),
                null,
                null);
    }

    /** Text with a character in it that PostgreSQL cannot hold. */
    static RestError notStorable() {
        return new RestError(BAD_REQUEST, "22021", "text may hold neither NUL nor half a surrogate pair", null, null);
    }

    /** What this server does not do although PostgREST does. */
    public static RestError notSupported(String message, String hint) {
        return new RestError(BAD_REQUEST, "0A000", message, null, hint);
    }

    /** A range that starts behind the last row, or is none. */
    public static RestError range(String details) {
        return new RestError(RANGE_NOT_SATISFIABLE, "PGRST103", "Requested range not satisfiable", details, null);
    }

    /** A body that cannot be read. */
    public static RestError body(String message) {
        return new RestError(BAD_REQUEST, "PGRST102", message, null, null);
    }

    /** Another schema than the two. */
    public static RestError unknownSchema(String name) {
        return new RestError(
                NOT_ACCEPTABLE,
                "PGRST106",
                "Invalid schema: " + name,
                null,
                "Only the following schemas are exposed: public, monitoring");
    }

    /** Another table than the one. */
    public static RestError unknownTable(String schema, String name) {
        return new RestError(
                NOT_FOUND,
                "PGRST205",
                "Could not find the table '" + schema + "." + name + "' in the schema cache",
                null,
                "Perhaps you meant the table '" + schema + "." + TABLE + "'");
    }

    /** A function; there is none. */
    public static RestError unknownFunction(String schema, String name) {
        return new RestError(
                NOT_FOUND,
                "PGRST202",
                "Could not find the function " + schema + "." + name + " in the schema cache",
                null,
                null);
    }

    /** A path that names no table. */
    public static RestError unknownPath() {
        return new RestError(NOT_FOUND, "PGRST125", "Invalid path specified in request URL", null, null);
    }

    public static RestError unknownMethod(String method) {
        return new RestError(
                METHOD_NOT_ALLOWED,
                "PGRST117",
                "Unsupported HTTP method: " + method,
                "Events never change once they are accepted: there is neither update nor delete",
                "There are GET, HEAD and POST");
    }

    /** None of the media types that the client would take can be had. */
    public static RestError unknownMedia(String accepted) {
        return new RestError(
                NOT_ACCEPTABLE,
                "PGRST107",
                "None of these media types are available: " + accepted,
                null,
                "There are application/json, application/vnd.pgrst.object+json and text/csv");
    }

    /** One object was asked for and there are more, or none. */
    public static RestError notSingular(long rows) {
        return new RestError(
                NOT_ACCEPTABLE,
                "PGRST116",
                "Cannot coerce the result to a single JSON object",
                "The result contains " + rows + " rows",
                null);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Null where there are none. */
    public String details() {
        return details;
    }

    /** Null where there is none. */
    public String hint() {
        return hint;
    }
}
