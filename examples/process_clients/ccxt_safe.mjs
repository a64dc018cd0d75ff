// ccxt, used safely at an exchange that compares ids among open orders only: the intent is on disk before its order
// is sent, its id is the order's in each try, and there is no other try before the one before it can no longer take
// effect and the exchange says that there is no such order.
import fs from 'node:fs';
import readline from 'node:readline';
import ccxt from 'ccxt';
import { exchange, market } from './ccxt_exchange.mjs';

const path = `${process.env.ONEFOLD_DATA_DIR}/ledger`;
const late = Number(process.env.ONEFOLD_LATE_DELIVERY_MS) + JSON.parse(process.env.ONEFOLD_PROFILE).query_lag_ms;
const known = new Map(); // intents that were accepted, by id
const done = new Set();
const cancelled = new Set(); // what must not be placed any more

// Refused for certain. Whatever else is thrown leaves it open, a cut answer too, which is no error of ccxt's.
const refused = (error) => error instanceof ccxt.ExchangeError && !(error instanceof ccxt.OperationFailed);

async function untilCertain(call) {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (refused(error)) return error;
      await exchange.sleep(200);
    }
  }
}

async function place({ id, place: { symbol, side, quantity, limit } }, perhapsSent) {
  for (let again = perhapsSent; ; again = true) {
    if (again) {
      await exchange.sleep(late);
      const found = await untilCertain(() => exchange.fetchOrder(undefined, market(symbol), { clientOrderId: id }));
      if (!(found instanceof ccxt.OrderNotFound)) return;
    }
    try {
      await exchange.createOrder(market(symbol), 'limit', side, quantity, limit, { clientOrderId: id });
      return;
    } catch (error) {
      if (refused(error)) return;
    }
  }
}

async function carryOut(intent, perhapsSent) {
  if (intent.place && !cancelled.has(intent.id)) {
    await place(intent, perhapsSent);
  } else if (intent.cancel && done.has(intent.cancel)) {
    const symbol = market(known.get(intent.cancel).place.symbol);
    await untilCertain(() => exchange.cancelOrder(undefined, symbol, { clientOrderId: intent.cancel }));
  } else if (intent.cancel) {
    cancelled.add(intent.cancel);
  }
  done.add(intent.id);
  note({ done: intent.id });
}

let ledger;
function note(entry) {
  fs.writeSync(ledger, `${JSON.stringify(entry)}\n`);
  fs.fsyncSync(ledger);
}

// What a crash left half written was never accepted: it is the last line, and has no end.
const whole = fs.existsSync(path) ? fs.readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
ledger = fs.openSync(`${path}.new`, 'w');
for (const line of whole) note(JSON.parse(line));
fs.renameSync(`${path}.new`, path);
fs.fsyncSync(fs.openSync(process.env.ONEFOLD_DATA_DIR, 'r'));
for (const entry of whole.map((line) => JSON.parse(line))) {
  if (entry.done) done.add(entry.done);
  else known.set(entry.id, entry);
  if (entry.cancel && !known.has(entry.cancel)) cancelled.add(entry.cancel);
}

// true: else ccxt returns the failure of its first try for ever.
await untilCertain(() => exchange.loadMarkets(true));
for (const intent of known.values()) if (!done.has(intent.id)) await carryOut(intent, true);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { intent } = JSON.parse(line);
  const fresh = !known.has(intent.id);
  if (fresh) {
    known.set(intent.id, intent);
    note(intent);
  }
  console.log(JSON.stringify({ accepted: intent.id }));
  if (fresh) await carryOut(intent, false);
}
