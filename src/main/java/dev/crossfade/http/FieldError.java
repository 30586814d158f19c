package dev.crossfade.http;

/**
 * What is wrong with one part of a request.
 *
 * @param field name of a parameter or of a member of the body, dotted; empty for the whole
 */
record FieldError(String field, String message) {}
