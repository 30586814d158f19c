const PATIENCE = 4_000;

/**
 * Asks for a JSON document every so often, one request at a time, while the page is seen.
 *
 * @param onAnswer (document, status), whatever the status (an unready daemon answers 503 with a document); the document
 *   is null where there is none, the status 0 where nothing answered
 * @returns a function that asks at once, done when it is answered
 */
export function poll(path, everyMillis, onAnswer) {
  let asking = false;
  const askNow = async () => onAnswer(...(await answer(path)));
  const ask = async () => {
    if (asking || document.visibilityState === 'hidden') {
      return;
    }
    asking = true;
    await askNow();
    asking = false;
  };
  document.addEventListener('visibilitychange', ask);
  setInterval(ask, everyMillis);
  ask();
  return askNow;
}

async function answer(path) {
  try {
    const response = await fetch(path, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(PATIENCE),
    });
    return [await response.json().catch(() => null), response.status];
  } catch {
    return [null, 0];
  }
}
