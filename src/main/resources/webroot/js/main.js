import './components/dashboard.js';
import { DashboardStore } from './dashboard-store.js';
import { LiveConnection } from './live-connection.js';
import { poll } from './poll.js';
import { RenderLoop } from './render-loop.js';

const DRAW_EVERY = 250;
const ASK_EVERY = 5_000;
const ASK_CONFIGURATION_EVERY = 2_000;
const ASK_DATABASE_EVERY = 10_000;
const NEWEST = 20;

const loop = new RenderLoop(DRAW_EVERY);
const store = new DashboardStore(Date.now(), () => loop.request());
const url = new URL('/ws', location.href);
url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
const connection = new LiveConnection(url, {
  onFrame: (frame, size) => store.receive(frame, size, Date.now()),
  onPhase: (phase) => store.connected(phase, Date.now()),
  onPong: (sentAt, receivedAt, daemonTime) => store.skew.add(sentAt, receivedAt, daemonTime),
});

document.querySelector('cf-dashboard').show(store, loop, () => connection.retryNow());
connection.start();
poll('/metrics/adapter', ASK_EVERY, (...answer) => store.answered('adapters', ...answer));
poll('/metrics/persistence', ASK_EVERY, (...answer) => store.answered('persistence', ...answer));
poll('/health/ready', ASK_EVERY, (...answer) => store.answered('readiness', ...answer));
poll('/metrics/parity', ASK_EVERY, (...answer) => store.answered('parity', ...answer));
poll(`/parity/mismatches?limit=${NEWEST}`, ASK_EVERY, (...answer) => store.answered('mismatches', ...answer));
poll('/alerts', ASK_EVERY, (...answer) => store.answered('alerts', ...answer));
poll(`/alerts/history?limit=${NEWEST}`, ASK_DATABASE_EVERY, (...answer) => store.answered('alertHistory', ...answer));
const looks = [
  ['config', '/health/flags'],
  ['routing', '/routing'],
  ['flags', '/flags/status'],
].map(([field, path]) => poll(path, ASK_CONFIGURATION_EVERY, (...answer) => store.learned(field, ...answer)));
store.look = () => Promise.all(looks.map((look) => look()));
// Rates fall and waits run out also when nothing arrives.
setInterval(() => loop.request(), 1_000);
