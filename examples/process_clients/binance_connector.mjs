// Binance's own connector, unmodified but for its base address. It has no time-out and no retry of its own and draws
// no id, so its user adds them: another try after an error, under the id of the intent if the scenario's config has
// "keeps_ids", and else without one: the exchange then makes one up for each try.
import readline from 'node:readline';
import connector from '@binance/connector';

const env = process.env;
const config = JSON.parse(env.ONEFOLD_CONFIG || '{}');
const options = { baseURL: env.ONEFOLD_BASE_URL, timeout: 1000 };
const client = new connector.Spot(env.ONEFOLD_API_KEY, env.ONEFOLD_API_SECRET, options);

// Until an answer says what became of it: 409 and 5xx do not, nor does a refusal for being late (-1021).
async function persist(call) {
  for (;;) {
    try {
      return (await call()).data;
    } catch (error) {
      const { status, data } = error.response ?? {};
      console.log(JSON.stringify({ log: `${error.code}: ${error.message}: ${JSON.stringify(data)}` }));
      if (status === 400 && data.code !== -1021) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

const seen = new Map();
const cancelled = new Set(); // a cancel may come before its place, after a crash

async function carryOut(intent) {
  if (intent.place && !cancelled.has(intent.id)) {
    const { symbol, side, quantity, limit } = intent.place;
    const terms = { timeInForce: 'GTC', quantity, price: limit };
    if (config.keeps_ids) terms.newClientOrderId = intent.id;
    intent.order = await persist(() => client.newOrder(symbol, side.toUpperCase(), 'LIMIT', { ...terms }));
  } else if (intent.cancel) {
    const target = seen.get(intent.cancel);
    const which = config.keeps_ids ? { origClientOrderId: intent.cancel } : { orderId: target?.order?.orderId };
    cancelled.add(intent.cancel);
    if (target?.order || (target && config.keeps_ids))
      await persist(() => client.cancelOrder(target.place.symbol, { ...which }));
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { intent } = JSON.parse(line);
  console.log(JSON.stringify({ accepted: intent.id }));
  if (seen.has(intent.id)) continue;
  seen.set(intent.id, intent);
  await carryOut(intent);
}
