// node realtime.mjs URL MODULES now|then SCENARIO [ARGUMENT]: runs a scenario and prints its result as one line of JSON.
// Says "ready" on standard error's own line when events may be published.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as scenarios from './scenarios.js';

const [url, modules, age, scenario, argument] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { createClient } = require(age === 'now' ? '@supabase/supabase-js' : 'supabase-js-2024');

function client() {
  return createClient(url, 'key', {
    db: { schema: 'monitoring' },
    auth: { persistSession: false, autoRefreshToken: false },
    // The one of two years ago never opens a transport that it is given, and brings its own.
    realtime: age === 'now' ? { transport: require('ws') } : {},
  });
}

const ready = () => console.log('ready');
const result =
  scenario === 'broadcast'
    ? await scenarios.broadcast(client(), client())
    : scenario === 'one'
      ? await scenarios.one(client(), ready)
      : await scenarios[scenario](client(), JSON.parse(argument), ready);
console.log(JSON.stringify(result));
process.exit(0);
