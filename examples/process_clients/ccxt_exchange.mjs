// ccxt's Binance client, unmodified but for base addresses and an agent for http:// instead of https://.
import http from 'node:http';
import ccxt from 'ccxt';

const rest = `${process.env.ONEFOLD_BASE_URL}/api/v3`;
export const config = JSON.parse(process.env.ONEFOLD_CONFIG || '{}');

// As ccxt's users write it; of its options, those that keep it to spot markets, and those of the scenario.
export const exchange = new ccxt.binance({
  apiKey: process.env.ONEFOLD_API_KEY,
  secret: process.env.ONEFOLD_API_SECRET,
  agent: new http.Agent({ keepAlive: true }),
  urls: { api: { public: rest, private: rest } },
  options: { fetchMarkets: ['spot'], fetchCurrencies: false, fetchMargins: false, ...config.options },
});

export const market = (symbol) => symbol.replace('-', '/');
