package dev.crossfade.config;

/** A text that is no YAML that a configuration can be read from. Expected, so without a stack. */
final class NotYamlException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String place;

    /**
     * @param place where in the text, for people
     * @param why free of the text itself, which may hold a secret
     */
    NotYamlException(String place, String why) {
        super(why, null, false, false);
        this.place = place;
    }

    String place() {
        return place;
    }
}
