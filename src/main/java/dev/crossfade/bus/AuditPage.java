package dev.crossfade.bus;

import dev.crossfade.config.AuditRow;
import java.util.List;
import java.util.OptionalLong;

/**
 * A page of audit rows, newest first.
 *
 * @param next the cursor of what follows; empty where nothing does
 */
public record AuditPage(List<AuditRow> rows, OptionalLong next) {}
