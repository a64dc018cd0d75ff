// A client as many are first written: an answer that does not come means try again, and each try has an id of its own.
import { createHmac, randomUUID } from 'node:crypto';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const env = process.env;

async function call(method, parameters) {
  const query = new URLSearchParams({ ...parameters, timestamp: Date.now() });
  query.append('signature', createHmac('sha256', env.ONEFOLD_API_SECRET).update(query.toString()).digest('hex'));
  const headers = { 'X-MBX-APIKEY': env.ONEFOLD_API_KEY };
  const answer = await fetch(`${env.ONEFOLD_BASE_URL}/api/v3/order?${query}`, {
    method, headers, signal: AbortSignal.timeout(1000),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function place({ symbol, side, quantity, limit }) {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    try {
      return await call('POST', { symbol, side: side.toUpperCase(), type: 'LIMIT', timeInForce: 'GTC', quantity,
        price: limit, newClientOrderId: randomUUID() });
    } catch {
      await sleep(200);
    }
  }
}

const seen = new Set();
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { intent } = JSON.parse(line);
  console.log(JSON.stringify({ accepted: intent.id }));
  if (!seen.has(intent.id) && intent.place) {
    seen.add(intent.id);
    await place(intent.place);
  }
}
