// ccxt with its own habits and those of its users: an order has no id of theirs, so ccxt draws one; what ccxt calls
// an error of the network is tried again. ccxt itself tries as often as the scenario's options say: by default, once.
import readline from 'node:readline';
import ccxt from 'ccxt';
import { config, exchange, market } from './ccxt_exchange.mjs';

async function persist(call) {
  for (let attempt = 1; ; ++attempt) {
    try {
      return await call();
    } catch (error) {
      console.log(JSON.stringify({ log: `attempt ${attempt}: ${error.constructor.name}: ${error.message}` }));
      if (!(error instanceof ccxt.NetworkError) || attempt === (config.attempts ?? 5)) return undefined;
      await exchange.sleep(500);
    }
  }
}

// true: else ccxt returns the failure of its first try for ever.
while (!(await exchange.loadMarkets(true).catch(() => undefined)));

const orders = new Map(); // what ccxt answered, by intent
const seen = new Set();

async function carryOut(intent) {
  if (intent.place) {
    const { symbol, side, quantity, limit } = intent.place;
    orders.set(intent.id, await persist(() => exchange.createOrder(market(symbol), 'limit', side, quantity, limit)));
  } else if (orders.get(intent.cancel)) {
    const { id, symbol } = orders.get(intent.cancel);
    await persist(() => exchange.cancelOrder(id, symbol));
  }
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const { intent } = JSON.parse(line);
  console.log(JSON.stringify({ accepted: intent.id }));
  if (seen.has(intent.id)) continue;
  seen.add(intent.id);
  await carryOut(intent);
}
