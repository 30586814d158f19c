// node realtime.mjs URL PUBLISH_URL now|then SCENARIO JSON MODULES: runs a scenario and prints what it saw as JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as scenarios from './scenarios.js';

const [url, publishUrl, age, scenario, argument, modules] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const { createClient } = require(age === 'now' ? '@supabase/supabase-js' : 'supabase-js-2024');

function client() {
  return createClient(url, 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    // The one of two years ago never opens a transport that it is given, and brings its own.
    realtime: age === 'now' ? { transport: require('ws') } : {},
  });
}

async function publish(events) {
  const answer = await fetch(`${publishUrl}/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(events),
  });
  if (answer.status !== 202) {
    throw new Error(`not accepted: ${answer.status} ${await answer.text()}`);
  }
}

const wish = { ...JSON.parse(argument), two: scenario === 'broadcast' ? client() : undefined };
console.log(JSON.stringify(await scenarios[scenario](client(), publish, wish)));
process.exit(0);
