// What a Supabase client does in the tests, the same in Node and in a browser. Uses the client's public API alone.

const INSERT = { event: 'INSERT', schema: 'monitoring', table: 'monitoring_events' };

/** Subscribes to inserted events, from behind a position on where one is named; resolves at SUBSCRIBED. */
function subscribe(client, name, filter, onRecord, after) {
  const channel = client.channel(name);
  if (after !== undefined) {
    channel.updateJoinPayload({ resume: { after } });
  }
  channel.on('postgres_changes', filter ? { ...INSERT, filter } : INSERT, (change) =>
    onRecord(change.new, change, channel),
  );
  return new Promise((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === 'SUBSCRIBED') {
        resolve(channel);
      } else if (status === 'TIMED_OUT') {
        reject(new Error(`${name}: ${status} ${error}`));
      }
    });
  });
}

/** What each filter lets through of these events; then every channel is left, and nothing comes any more. */
export async function filters(client, publish, { wanted, counts, events }) {
  const seen = Object.fromEntries(Object.keys(wanted).map((name) => [name, []]));
  const channels = [];
  for (const [name, filter] of Object.entries(wanted)) {
    channels.push(await subscribe(client, name, filter, (record) => seen[name].push(record.source)));
  }
  let done;
  const last = new Promise((resolve) => {
    done = resolve;
  });
  channels.push(await subscribe(client, 'everything', null, (record) => record.event_type === 'last' && done()));
  await publish([...events, { event_type: 'last', category: 'critical', source: 'last' }]);
  await last;
  // A channel whose conditions are costly may come a little later than the others.
  const deadline = Date.now() + 10_000;
  while (Object.entries(counts).some(([name, count]) => seen[name].length < count) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  // The answer to a leave comes behind everything that was written before it.
  const left = new Set();
  for (const channel of channels) {
    left.add(await channel.unsubscribe());
  }
  const before = JSON.stringify(seen);
  const fresh = new Promise((resolve) => {
    done = resolve;
  });
  await subscribe(client, 'fresh', null, () => done());
  await publish(events);
  await fresh;
  return { seen, left: [...left], quiet: JSON.stringify(seen) === before };
}

/** The positions that came until there are so many, over however many connections. */
export async function resume(client, publish, { count, published, batch }) {
  const positions = [];
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  await subscribe(
    client,
    'resuming',
    null,
    (record, change, channel) => {
      positions.push(record.position);
      channel.updateJoinPayload({ resume: { after: String(record.position) } });
      if (positions.length === count) {
        done();
      }
    },
    '0',
  );
  for (let sent = 0; sent < published; sent += batch) {
    await publish(
      Array.from({ length: batch }, (_, i) => ({ event_type: 'error', source: 'cut', data: { n: sent + i } })),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await all;
  return { positions };
}

/** One change as the client hands it to its callback. */
export async function one(client, publish, event) {
  let done;
  const first = new Promise((resolve) => {
    done = resolve;
  });
  await subscribe(client, 'one', null, (record, change) => done(change));
  await publish([event]);
  return first;
}

/** What a second client hears of the first on their topic, by socket and over HTTP. */
export async function broadcast(one, publish, { two }) {
  const heard = [];
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  const joined = (channel) =>
    new Promise((resolve) => {
      channel.subscribe((status) => status === 'SUBSCRIBED' && resolve());
    });
  const listening = two.channel('talk');
  listening.on('broadcast', { event: 'ping' }, (said) => {
    heard.push(said.payload);
    if (heard.length === 2) {
      done();
    }
  });
  await joined(listening);
  // One that has not joined says it over HTTP.
  const posted = await one.channel('talk').send({ type: 'broadcast', event: 'ping', payload: { n: 0 } });
  await one.removeAllChannels();
  const talking = one.channel('talk', { config: { broadcast: { ack: true } } });
  await joined(talking);
  const sent = await talking.send({ type: 'broadcast', event: 'ping', payload: { n: 1 } });
  await all;
  return { posted, sent, heard };
}

/** Inserts an event and selects it, as soon as it is stored. */
export async function table(client, publish, { source }) {
  const events = () => client.from('monitoring_events');
  const inserted = await events().insert({ event_type: 'latency', source, data: { ms: 12 } });
  const mine = () => events().select('event_type,ms:data->ms', { count: 'exact' }).eq('source', source);
  let found = await mine();
  while (!found.error && found.data.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    found = await mine();
  }
  return { inserted: inserted.status, rows: found.data, count: found.count };
}

/** What a page can do of which the daemon wants to know nothing. */
export async function barred(client, publish, { source }) {
  const channel = await new Promise((resolve) => {
    client.channel('barred').on('postgres_changes', INSERT, () => {}).subscribe((status) => resolve(status));
  });
  await client.removeAllChannels();
  const selected = await client.from('monitoring_events').select('*');
  const inserted = await client.from('monitoring_events').insert({ event_type: 'latency', source });
  const published = await publish([{ event_type: 'latency', source }]).then(
    () => 'accepted',
    (error) => error.name,
  );
  return { channel, selected: !selected.error, inserted: !inserted.error, published };
}
