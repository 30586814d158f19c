// Reads flags with the OpenFeature SDKs, as an application would, and says as one line of JSON what it saw.
// argv: the URL of the daemon, and the folder whose node_modules has the SDKs.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [baseUrl, modules] = process.argv.slice(2);
const load = createRequire(join(modules, 'package.json'));
const { OpenFeature } = load('@openfeature/server-sdk');
const { OFREPProvider } = load('@openfeature/ofrep-provider');
const { OpenFeature: WebOpenFeature } = load('@openfeature/web-sdk');
const { OFREPWebProvider } = load('@openfeature/ofrep-web-provider');

const statuses = [];
const watched = async (...request) => {
  const response = await fetch(...request);
  statuses.push(response.status);
  return response;
};

const until = async (holds, what) => {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) {
      throw new Error(`never: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const change = async (value) => {
  const response = await fetch(`${baseUrl}/flags/MONITORING_BATCH_SIZE`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ value, reason: 'the test wants it' }),
  });
  if (response.status !== 200) {
    throw new Error(`${response.status} ${await response.text()}`);
  }
};

const server = async () => {
  await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl }));
  const client = OpenFeature.getClient();
  const seen = {
    truth: await client.getBooleanDetails('MONITORING_USE_ADAPTER', false),
    text: await client.getStringDetails('MONITORING_ADAPTER_TYPE', 'none'),
    number: await client.getNumberDetails('MONITORING_BATCH_SIZE', -1),
    split: await client.getNumberDetails('dual_write.performance.percentage', -1, { targetingKey: 'service-1' }),
    mistyped: await client.getBooleanDetails('MONITORING_BATCH_SIZE', true),
    unknown: await client.getStringDetails('no such/flag', 'mine'),
  };
  await change(500);
  await until(async () => (await client.getNumberValue('MONITORING_BATCH_SIZE', -1)) === 500, 'the server sees 500');
  return { server: seen, changed: await client.getNumberDetails('MONITORING_BATCH_SIZE', -1) };
};

const web = async () => {
  const provider = new OFREPWebProvider({ baseUrl, pollInterval: 50, cacheMode: 'disabled', fetchImplementation: watched });
  await WebOpenFeature.setProviderAndWait(provider);
  const client = WebOpenFeature.getClient();
  const before = client.getNumberValue('MONITORING_BATCH_SIZE', -1);
  await until(() => statuses.filter((status) => status === 304).length >= 2, 'two polls that are not modified');
  await change(250);
  await until(() => client.getNumberValue('MONITORING_BATCH_SIZE', -1) === 250, 'the page sees 250');
  return { before, truth: client.getBooleanDetails('MONITORING_USE_ADAPTER', false) };
};

const seen = { ...(await server()), web: await web(), statuses: [...new Set(statuses)] };
console.log(JSON.stringify(seen));
await Promise.all([OpenFeature.close(), WebOpenFeature.close()]);
process.exit(0);
