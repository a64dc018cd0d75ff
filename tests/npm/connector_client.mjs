// @binance/connector, unmodified: base addresses.
import assert from 'node:assert/strict';
import { Console } from 'node:console';
import { Writable } from 'node:stream';
import connector from '@binance/connector';

const { Spot, WebsocketStream } = connector;
const address = process.argv[2];
const baseURL = `http://${address}`;
const symbol = 'BTC-USD';
const maker = new Spot('key-of-A', 'secret-of-A', { baseURL });
const taker = new Spot('key-of-B', 'secret-of-B', { baseURL });

const refusal = (status, code) => (error) => {
  assert.equal(error.response.status, status);
  assert.equal(error.response.data.code, code);
  return true;
};

assert.deepEqual((await maker.ping()).data, {});
assert.ok(Math.abs((await maker.time()).data.serverTime - Date.now()) < 60_000);
const { symbols } = (await maker.exchangeInfo({ symbol })).data;
assert.equal(symbols.length, 1);
assert.equal(symbols[0].filters.find((filter) => filter.filterType === 'LOT_SIZE').stepSize, '0.1');

const { listenKey } = (await maker.createListenKey()).data;
await maker.renewListenKey(listenKey);
const events = [];
let wake = () => {};
const silent = new Console(new Writable({ write: (chunk, encoding, done) => done() }));
const stream = await new Promise((resolve, reject) => {
  const callbacks = {
    open: (client) => resolve(client),
    error: () => reject(new Error('the stream did not open')),
    message: (text) => {
      events.push(JSON.parse(text));
      wake();
    },
  };
  new WebsocketStream({ logger: silent, callbacks, wsURL: `ws://${address}` }).subscribe(listenKey);
});
async function event(kind) {
  for (;;) {
    const found = events.find((one) => one.e === 'executionReport' && one.x === kind);
    if (found) return found;
    await new Promise((resolve) => (wake = resolve));
  }
}

const order = { price: '101.10', quantity: '1.5', timeInForce: 'GTC', newClientOrderId: 'connector-1' };
const placed = (await maker.newOrder(symbol, 'SELL', 'LIMIT', order)).data;
assert.equal(placed.clientOrderId, 'connector-1');
assert.equal(placed.status, 'NEW');
assert.equal((await event('NEW')).i, placed.orderId);
await assert.rejects(maker.newOrder(symbol, 'SELL', 'LIMIT', order), refusal(400, -2010));

const queried = (await maker.getOrder(symbol, { origClientOrderId: 'connector-1' })).data;
assert.equal(queried.orderId, placed.orderId);
assert.equal((await maker.openOrders({ symbol })).data.length, 1);

const taken = (await taker.newOrder(symbol, 'BUY', 'LIMIT', { price: '101.20', quantity: '0.5', timeInForce: 'GTC' })).data;
assert.equal(taken.status, 'FILLED');
assert.equal(taken.fills[0].price, '101.10');
const fill = await event('TRADE');
assert.equal(fill.i, placed.orderId);
assert.equal(fill.l, '0.5');
assert.equal(fill.L, '101.10');
const trades = (await maker.myTrades(symbol, { orderId: placed.orderId })).data;
assert.deepEqual(trades.map((trade) => trade.id), [fill.t]);

const cancelled = (await maker.cancelOrder(symbol, { orderId: placed.orderId })).data;
assert.equal(cancelled.status, 'CANCELED');
assert.equal(cancelled.executedQty, '0.5');
assert.equal((await event('CANCELED')).i, placed.orderId);
assert.equal((await maker.openOrders({ symbol })).data.length, 0);
assert.ok((await maker.allOrders(symbol)).data.some((one) => one.orderId === placed.orderId));
assert.equal((await maker.account()).data.accountType, 'SPOT');

await assert.rejects(maker.getOrder(symbol, { origClientOrderId: 'nobody' }), refusal(400, -2013));
await assert.rejects(maker.cancelOrder(symbol, { origClientOrderId: 'nobody' }), refusal(400, -2011));
await assert.rejects(maker.newOrder('NO-SUCH', 'BUY', 'LIMIT', { ...order, newClientOrderId: 'c-2' }), refusal(400, -1121));
await assert.rejects(
  maker.newOrder(symbol, 'BUY', 'LIMIT', { ...order, price: '101.101', newClientOrderId: 'c-3' }),
  refusal(400, -1111),
);
const forger = new Spot('key-of-A', 'secret-of-B', { baseURL });
await assert.rejects(forger.openOrders({ symbol }), refusal(400, -1022));
const stranger = new Spot('key-of-nobody', 'secret-of-B', { baseURL });
await assert.rejects(stranger.openOrders({ symbol }), refusal(401, -2015));

stream.disconnect();
await maker.closeListenKey(listenKey);
console.log(`@binance/connector: placed, queried, cancelled, followed ${trades.length} fill(s)`);
process.exit(0);
