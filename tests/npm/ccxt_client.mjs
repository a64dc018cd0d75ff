// ccxt, unmodified: base addresses, and an agent for http:// instead of https://. Of its options, those that keep
// it to spot markets.
import assert from 'node:assert/strict';
import http from 'node:http';
import ccxt from 'ccxt';

const address = process.argv[2];
const rest = `http://${address}/api/v3`;

function client(account) {
  return new ccxt.pro.binance({
    apiKey: `key-of-${account}`,
    secret: `secret-of-${account}`,
    agent: new http.Agent({ keepAlive: true }),
    urls: { api: { public: rest, private: rest, ws: { spot: `ws://${address}/ws` } } },
    options: { fetchMarkets: ['spot'], fetchCurrencies: false, fetchMargins: false },
  });
}

const symbol = 'BTC/USD';
const maker = client('A');
const taker = client('B');

const markets = await maker.loadMarkets();
assert.deepEqual(markets[symbol].precision.price, 0.01);
assert.deepEqual(markets[symbol].precision.amount, 0.1);
assert.ok(Math.abs((await maker.fetchTime()) - Date.now()) < 60_000);

// Follows its fills from before the order is placed.
const fill = maker.watchMyTrades(symbol);
const changes = [];
const watching = (async () => {
  while (!changes.some((order) => order.status === 'canceled')) changes.push(...(await maker.watchOrders(symbol)));
})();

// The stream is live only from when it is open: a listing takes that long at least.
await streamOpen(maker);
const placed = await maker.createOrder(symbol, 'limit', 'sell', 1.5, 101.1, { clientOrderId: 'ccxt-1' });
assert.equal(placed.clientOrderId, 'ccxt-1');
assert.equal(placed.status, 'open');

const queried = await maker.fetchOrder(placed.id, symbol);
assert.equal(queried.amount, 1.5);
assert.equal(queried.price, 101.1);
assert.equal((await maker.fetchOrder(undefined, symbol, { clientOrderId: 'ccxt-1' })).id, placed.id);
assert.deepEqual((await maker.fetchOpenOrders(symbol)).map((order) => order.id), [placed.id]);

await assert.rejects(
  maker.createOrder(symbol, 'limit', 'sell', 1.5, 101.1, { clientOrderId: 'ccxt-1' }),
  (error) => error instanceof ccxt.InvalidOrder && /Duplicate order sent/.test(error.message),
);

const taken = await taker.createOrder(symbol, 'limit', 'buy', 0.5, 101.2, { clientOrderId: 'ccxt-2' });
assert.equal(taken.status, 'closed');
assert.equal(taken.filled, 0.5);
assert.equal(taken.trades[0].price, 101.1);

const [trade] = await fill;
assert.equal(trade.order, placed.id);
assert.equal(trade.amount, 0.5);
assert.equal(trade.price, 101.1);
assert.equal(trade.side, 'sell');
const trades = await maker.fetchMyTrades(symbol);
assert.deepEqual(trades.filter((one) => one.order === placed.id).map((one) => one.id), [trade.id]);

const cancelled = await maker.cancelOrder(placed.id, symbol);
assert.equal(cancelled.status, 'canceled');
assert.equal(cancelled.filled, 0.5);
await watching;
assert.equal(changes.at(-1).filled, 0.5);
assert.equal((await maker.fetchOrder(placed.id, symbol)).status, 'canceled');
assert.equal((await maker.fetchOpenOrders(symbol)).length, 0);
await assert.rejects(maker.cancelOrder(placed.id, symbol), ccxt.OrderNotFound);
await assert.rejects(maker.fetchOrder('999999', symbol), ccxt.OrderNotFound);

// One atomic step here: the order keeps its id (docs/http-dialect.md).
const resting = await maker.createOrder(symbol, 'limit', 'buy', 1, 99);
const edited = await maker.editOrder(resting.id, symbol, 'limit', 'buy', 2, 98.5);
assert.equal(edited.amount, 2);
assert.equal(edited.price, 98.5);
assert.equal((await maker.cancelAllOrders(symbol)).length, 1);

const forger = client('A');
forger.secret = 'secret-of-B';
await assert.rejects(forger.createOrder(symbol, 'limit', 'buy', 1, 99), ccxt.AuthenticationError);

await maker.close();
await taker.close();
console.log(`ccxt: placed, queried, replaced, cancelled, followed ${trades.length} fill(s)`);
// A timer that keeps the listen key alive would keep the process alive too.
process.exit(0);

async function streamOpen(exchange) {
  for (;;) {
    const streams = Object.values(exchange.clients);
    if (streams.length > 0 && streams.every((stream) => stream.isConnected && stream.connected)) {
      await Promise.all(streams.map((stream) => stream.connected));
      return;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
