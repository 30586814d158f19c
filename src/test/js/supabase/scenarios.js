// What a Supabase client does in the tests, the same in Node and in a browser. Uses nothing but the client's public API.

/** Subscribes to a channel of inserted events, from behind a position on where one is named; resolves at SUBSCRIBED. */
export function subscribe(client, name, filter, onRecord, after) {
  const binding = { event: 'INSERT', schema: 'monitoring', table: 'monitoring_events' };
  if (filter) {
    binding.filter = filter;
  }
  const channel = client.channel(name);
  if (after !== undefined) {
    channel.updateJoinPayload({ resume: { after } });
  }
  channel.on('postgres_changes', binding, (change) => onRecord(change.new, change, channel));
  const subscribed = new Promise((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === 'SUBSCRIBED') {
        resolve(channel);
      } else if (status === 'TIMED_OUT') {
        reject(new Error(`${name}: ${status} ${error}`));
      }
    });
  });
  return subscribed;
}

/** What each of these filters lets through until an event of type `last` has come; then leaves every channel. */
export async function filters(client, wanted, ready) {
  const seen = Object.fromEntries(Object.keys(wanted).map((name) => [name, []]));
  let done;
  const last = new Promise((resolve) => {
    done = resolve;
  });
  const channels = [];
  for (const [name, filter] of Object.entries(wanted)) {
    channels.push(await subscribe(client, name, filter, (record) => seen[name].push(record.source)));
  }
  channels.push(await subscribe(client, 'everything', null, (record) => record.event_type === 'last' && done()));
  ready();
  await last;
  // The answer to a leave comes behind everything that was written before it.
  const left = [];
  for (const channel of channels) {
    left.push(await channel.unsubscribe());
  }
  return { seen, left: [...new Set(left)] };
}

/** The positions that came until there are so many; every cut is followed by a resume from the newest. */
export async function resume(client, count, ready) {
  const positions = [];
  let done;
  const all = new Promise((resolve) => {
    done = resolve;
  });
  const onRecord = (record, change, channel) => {
    positions.push(record.position);
    channel.updateJoinPayload({ resume: { after: String(record.position) } });
    if (positions.length === count) {
      done();
    }
  };
  await subscribe(client, 'resuming', null, onRecord, '0');
  ready();
  await all;
  return { positions };
}

/** One change as the client hands it to the callback. */
export async function one(client, ready) {
  let done;
  const first = new Promise((resolve) => {
    done = resolve;
  });
  await subscribe(client, 'one', null, (record, change) => done(change));
  ready();
  return first;
}

/** Two clients of one topic: what the second hears of the first. */
export async function broadcast(one, two) {
  let done;
  const heard = new Promise((resolve) => {
    done = resolve;
  });
  const listening = two.channel('talk');
  listening.on('broadcast', { event: 'ping' }, (said) => done(said.payload));
  await new Promise((resolve) => listening.subscribe((status) => status === 'SUBSCRIBED' && resolve()));
  const talking = one.channel('talk', { config: { broadcast: { ack: true } } });
  await new Promise((resolve) => talking.subscribe((status) => status === 'SUBSCRIBED' && resolve()));
  const sent = await talking.send({ type: 'broadcast', event: 'ping', payload: { n: 1 } });
  return { sent, heard: await heard };
}
