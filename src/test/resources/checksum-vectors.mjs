// Prints the checksum vectors: node checksum-vectors.mjs > checksum-vectors.json
// ECMAScript prints numbers and strings as RFC 8785 asks; only the order of members is left to do. It sorts by UTF-16
// code units by itself.
import {createHash, createHmac} from 'node:crypto';

function canonical(value) {
  if (Array.isArray(value)) return '[' + value.map(canonical).join(',') + ']';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  return '{' + Object.keys(value).sort().map(k => JSON.stringify(k) + ':' + canonical(value[k])).join(',') + '}';
}

function crc32(bytes) {
  let crc = 0xFFFFFFFF;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ((crc ^ 0xFFFFFFFF) >>> 0).toString(16).padStart(8, '0');
}

// [event type, category, source, sequence id, timestamp, data as sent]
const cases = [
  ['deploy_finished', 'system', 'ci', 1, '2026-11-21T06:00:00.000000Z', '{}'],
  ['cache_metrics', 'performance', 'cache-1', 2, '2026-11-21T06:00:00.000001Z', '{"misses":3,"hits":97,"ratio":0.97}'],
  ['error', 'critical', 'zürich-東京', 3, '1999-12-31T23:59:59.999999Z', '{"message":"Grüße, 世界 😀 \\ud83d\\ude80"}'],
  ['order', 'user_activity', 's', 4, '2026-11-21T06:00:00.000000Z',
    '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",'
    + '"\\ud83d\\ude00":"Emoji: Grinning Face","\\u0080":"Control","\\u00f6":"Latin Small Letter O With Diaeresis"}'],
  ['numbers', 'performance', 's', 5, '2026-11-21T06:00:00.000000Z',
    '{"a":333333333.33333329,"b":1E30,"c":4.50,"d":2e-3,"e":0.000000000000000000000000001,"f":-0,"g":1e21,"h":123456789012345678901,"i":0.000001,"j":1e-7,"k":5e-324,"l":-1.5}'],
  ['large', 'system', 's', 9007199254740991, '2026-11-21T06:00:00.000000Z', '{"id":9007199254740993,"n":0.1000000000000000055511151231257827}'],
  ['nested', 'debug', 's', 7, '0001-01-01T00:00:00.000000Z', '{"b":[{"z":1,"a":[true,false,null,[]]},{}],"a":{"y":{"x":{"w":"deep"}},"b":[]}}'],
  ['escapes "\\ /', 'debug', 'tab\tline\n', 8, '9999-12-31T23:59:59.999999Z',
    '{"s":"\\b\\t\\n\\f\\r\\"\\\\\\/\\u001f\\u007f\\u2028<>&"}'],
  ['duplicate', 'system', 's', 10, '2026-11-21T06:00:00.000000Z', '{"a":1,"b":2,"a":3}'],
];

// By turns: a short secret, and one that is longer than a block of SHA-256 and not ASCII.
const keys = [
  {hmac_key_id: 'key-1', hmac_secret: 'correct horse battery staple'},
  {hmac_key_id: 'key-2', hmac_secret: 'Ein Schlüssel, der länger ist als ein Block von SHA-256: vierundsechzig Bytes 🔑'},
];

console.log(JSON.stringify(cases.map(([event_type, category, source, sequence_id, timestamp, data], i) => {
  const text = canonical({category, data: JSON.parse(data), event_type, sequence_id, source, timestamp});
  const bytes = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = keys[i % keys.length];
  const hmac = createHmac('sha256', Buffer.from(key.hmac_secret, 'utf8')).update(bytes).digest('hex');
  return {event_type, category, source, sequence_id, timestamp, data, canonical: text, crc32: crc32(bytes), sha256,
    'hmac-sha256': hmac, ...key};
}), null, 2));
