import { Backoff } from './backoff.js';

const PING_EVERY = 10_000;
const SILENT_AFTER = 35_000;
const STEADY_AFTER = 5_000;

/**
 * The socket to `/ws`, kept open: when it drops or falls silent it is opened again, after a delay that grows.
 *
 * Phases: `connecting` (the first time), `live`, `reconnecting` (with `retryAt`, local milliseconds; 0 while trying),
 * `offline` (the same, and the browser says that there is no network).
 */
export class LiveConnection {
  #url;
  #onFrame;
  #onPhase;
  #onPong;
  #backoff = new Backoff();
  #socket = null;
  #retryTimer = 0;
  #steadyTimer = 0;
  #lastHeard = 0;
  #pings = new Map();
  #command = 0;
  #wasLive = false;

  /**
   * @param onFrame (frame, characters) for every frame but pongs
   * @param onPhase ({phase, retryAt})
   * @param onPong (sentAt, receivedAt, daemonTime), milliseconds
   */
  constructor(url, { onFrame, onPhase, onPong }) {
    this.#url = url;
    this.#onFrame = onFrame;
    this.#onPhase = onPhase;
    this.#onPong = onPong;
  }

  start() {
    setInterval(() => this.#beat(), PING_EVERY);
    window.addEventListener('online', () => this.retryNow());
    window.addEventListener('offline', () => this.#socket === null && this.#tellWaiting(0));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.retryNow());
    this.#open();
  }

  /** Tries at once where it waits to try again; otherwise does nothing. */
  retryNow() {
    if (this.#retryTimer !== 0) {
      clearTimeout(this.#retryTimer);
      this.#open();
    }
  }

  #open() {
    this.#retryTimer = 0;
    this.#lastHeard = Date.now();
    if (this.#wasLive) {
      this.#tellWaiting(0);
    }
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => this.#ping();
    socket.onmessage = (message) => this.#hear(message.data);
    socket.onclose = () => this.#lost();
  }

  #hear(text) {
    this.#lastHeard = Date.now();
    if (this.#steadyTimer === 0) {
      this.#wasLive = true;
      this.#steadyTimer = setTimeout(() => this.#backoff.reset(), STEADY_AFTER);
      this.#onPhase({ phase: 'live', retryAt: 0 });
    }
    const frame = parse(text);
    if (frame?.type === 'pong') {
      this.#pong(frame);
    } else if (frame) {
      this.#onFrame(frame, text.length);
    }
  }

  #lost() {
    clearTimeout(this.#steadyTimer);
    this.#steadyTimer = 0;
    this.#socket = null;
    this.#pings.clear();
    const delay = this.#backoff.next();
    this.#retryTimer = setTimeout(() => this.#open(), delay);
    this.#tellWaiting(Date.now() + delay);
  }

  #tellWaiting(retryAt) {
    this.#onPhase({ phase: navigator.onLine ? 'reconnecting' : 'offline', retryAt });
  }

  #beat() {
    if (this.#socket === null) {
      return;
    }
    if (Date.now() - this.#lastHeard > SILENT_AFTER) {
      // A dead peer answers no close either: let go of the socket without waiting for it.
      this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
      this.#socket.close();
      this.#lost();
    } else {
      this.#ping();
    }
  }

  #ping() {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      const id = String(++this.#command);
      this.#pings.set(id, Date.now());
      this.#socket.send(JSON.stringify({ command: 'ping', id }));
    }
  }

  #pong(frame) {
    const sentAt = this.#pings.get(frame.id);
    if (sentAt !== undefined) {
      this.#pings.delete(frame.id);
      this.#onPong(sentAt, Date.now(), Date.parse(frame.timestamp));
    }
  }
}

/** The frame, or nothing for text that is no JSON. */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
