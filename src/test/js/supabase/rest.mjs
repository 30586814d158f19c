// Inserts and selects events with supabase-js, as an application would, and says as one line of JSON what it saw.
// argv: the URL of the daemon, a key, the package (the client of now or of two years ago), the folder with node_modules.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [url, key, name, modules] = process.argv.slice(2);
const load = createRequire(join(modules, 'package.json'));
const { createClient } = load(name);
const transport = load('ws');

const client = (apikey, schema) =>
  createClient(url, apikey, {
    db: { schema },
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport },
  });
const supabase = client(key, 'public');
const events = () => supabase.from('monitoring_events');
const source = name;
const mine = (columns = '*', options) => events().select(columns, options).eq('source', source);
const said = ({ data, error, status, count }) => ({ data, error, status, count });

const until = async (holds, what) => {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`never: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const seen = {};
seen.single = said(await events().insert({ event_type: 'latency', source, data: { n: 0, tags: ['a'] } }));
seen.several = said(
  await events().insert(
    Array.from({ length: 24 }, (_, i) => ({
      event_type: i % 2 ? 'error' : 'cache_metrics',
      source,
      data: { n: i + 1, tags: ['a', `t${i % 3}`], note: i % 4 ? `it's ${i}, (really)` : null },
      ...(i === 5 && { metadata: { only: 'here' } }),
    })),
  ),
);
seen.returned = said(
  await events().insert({ event_type: 'debug', source, data: { n: 25 } }).select('event_type,category,data->n,position').single(),
);
seen.refused = said(await events().insert([{ event_type: 'ok', source }, { event_type: '', source }]));
seen.upserted = said(await events().upsert({ event_type: 'x', source }));
await until(async () => (await mine('id', { count: 'exact', head: true })).count === 26, 'all events stored');

seen.head = said(await mine('*', { count: 'exact', head: true }));
const numbers = async (query) => {
  const { data, error } = await query;
  return error ? error : data.map((row) => row.n);
};
const n = () => mine('n:data->n').order('sequence_id');
seen.eq = await numbers(n().eq('event_type', 'latency'));
seen.neq = await numbers(n().neq('category', 'critical').gt('data->n', 20));
seen.in = await numbers(n().in('data->n', [1, 2, 3]));
seen.quoted = await numbers(n().in('data->>note', ["it's 1, (really)", "it's 2, (really)"]));
seen.is = await numbers(n().is('data->>note', null).lt('data->n', 10));
seen.not = await numbers(n().not('data->n', 'in', '(0,25)').lte('data->n', 2));
seen.or = await numbers(n().or('event_type.eq.latency,and(data->n.gte.3,data->n.lt.5)'));
seen.like = await numbers(n().like('event_type', 'lat%'));
seen.ilikeAnyOf = await numbers(n().ilikeAnyOf('event_type', ['LAT*', 'DEB*']));
seen.contains = await numbers(n().contains('data', { tags: ['t2'] }).lt('data->n', 10));
seen.overlaps = (await mine('id').overlaps('adapters', ['websocket', 'realtime'])).data.length;
seen.match = await numbers(n().match({ event_type: 'latency', category: 'performance' }));
seen.regex = await numbers(n().filter('event_type', 'match', '^(lat|deb)'));
seen.range = said(await mine('n:data->n', { count: 'exact' }).order('sequence_id', { ascending: false }).range(2, 4));
seen.limit = await numbers(n().limit(2));
seen.one = said(await mine('event_type').eq('data->n', 7).single());
seen.many = said(await mine('event_type').single());
seen.maybe = said(await mine('event_type').eq('data->n', 4711).maybeSingle());
seen.csv = (await mine('event_type,n:data->n').lte('data->n', 1).order('sequence_id').csv()).data;
const [whole] = (await mine().eq('data->n', 1)).data;
seen.whole = whole;
seen.monitoring = (await client(key, 'monitoring').from('monitoring_events').select('id').eq('source', source)).data.length;
seen.since = (await mine('id').gte('timestamp', new Date(Date.parse(whole.timestamp)).toISOString())).data.length;

seen.unknownColumn = said(await events().select('nothing'));
seen.unknownTable = said(await supabase.from('others').select('*'));
seen.badValue = said(await events().select('id').eq('id', 'nonsense'));
seen.unknownSchema = said(await client(key, 'auth').from('monitoring_events').select('*'));
seen.wrongKey = said(await client('wrong', 'public').from('monitoring_events').select('*'));
seen.updated = said(await events().update({ source: 'other' }).eq('source', source));
seen.deleted = said(await events().delete().eq('source', source));
seen.called = said(await supabase.rpc('anything'));
console.log(JSON.stringify(seen));
