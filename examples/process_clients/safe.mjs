// A client that survives lost answers and crashes: writes down before it sends, and never gives an intent another id.
import { createHmac } from 'node:crypto';
import fs from 'node:fs';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const env = process.env;
const path = `${env.ONEFOLD_DATA_DIR}/ledger`;
const orders = new Map(); // every intent that was ever accepted, by its id
const cancelled = new Set(); // what must not be placed any more: a crash may let a cancel come before its place

// The code of the answer, 0 for success; null: whatever happened, nobody knows.
async function call(method, parameters) {
  const query = new URLSearchParams({ ...parameters, timestamp: Date.now() });
  query.append('signature', createHmac('sha256', env.ONEFOLD_API_SECRET).update(query.toString()).digest('hex'));
  const headers = { 'X-MBX-APIKEY': env.ONEFOLD_API_KEY };
  try {
    const answer = await fetch(`${env.ONEFOLD_BASE_URL}/api/v3/order?${query}`, {
      method, headers, signal: AbortSignal.timeout(1000),
    });
    const { code } = await answer.json();
    if (answer.ok) return 0;
    return answer.status >= 500 || [409, 418, 429].includes(answer.status) ? null : code;
  } catch { // the answer to a refusal may be cut as well
    return null;
  }
}

// The same request again and again: the venue knows its id for ever, so copies change nothing.
async function untilCertain(method, parameters) {
  for (;;) {
    const code = await call(method, parameters);
    if (code !== null && code !== -1021) return; // -1021: too late, of an earlier copy too
    await sleep(200);
  }
}

async function carryOut(intent) {
  if (intent.place && !cancelled.has(intent.id)) {
    const { symbol, side, quantity, limit } = intent.place;
    await untilCertain('POST', { symbol, side: side.toUpperCase(), type: 'LIMIT', timeInForce: 'GTC', quantity,
      price: limit, newClientOrderId: intent.id });
  } else if (intent.cancel) {
    cancelled.add(intent.cancel);
    const target = orders.get(intent.cancel);
    if (target) await untilCertain('DELETE', { symbol: target.place.symbol, origClientOrderId: target.id });
  }
}

function note(file, entries) {
  fs.writeSync(file, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  fs.fsyncSync(file);
}

// What the last life knew. A line that a crash has torn was never accepted.
const undone = new Map();
const lines = fs.existsSync(path) ? fs.readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
for (const entry of lines.map(JSON.parse)) {
  if (entry.done) {
    undone.delete(entry.done);
    continue;
  }
  if (entry.cancel && !orders.has(entry.cancel)) cancelled.add(entry.cancel);
  orders.set(entry.id, entry);
  undone.set(entry.id, entry);
}
const whole = [...orders.values(), ...[...orders.keys()].filter((id) => !undone.has(id)).map((done) => ({ done }))];
const ledger = fs.openSync(`${path}.new`, 'w');
note(ledger, whole);
fs.renameSync(`${path}.new`, path);
fs.fsyncSync(fs.openSync(env.ONEFOLD_DATA_DIR));

async function finish(intent) {
  await carryOut(intent);
  note(ledger, [{ done: intent.id }]);
}
for (const intent of undone.values()) await finish(intent);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { intent } = JSON.parse(line);
  const known = orders.has(intent.id);
  if (!known) {
    orders.set(intent.id, intent);
    note(ledger, [intent]);
  }
  console.log(JSON.stringify({ accepted: intent.id }));
  if (!known) await finish(intent);
}
