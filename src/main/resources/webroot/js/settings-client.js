const PATIENCE = 10_000;

/**
 * Asks the daemon to change what lies at `path`, if that version of the configuration is still in force.
 *
 * @returns the status (0 where nothing answered: whether it was done is not known then) and the document, null where
 *   there is none
 */
export async function change(method, path, body, version) {
  try {
    const response = await fetch(path, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', 'if-match': `"${version}"` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: response.status, document: await response.json().catch(() => null) };
  } catch {
    return { status: 0, document: null };
  }
}
