"""Python's standard library against `onefold venue --dialect http`: places, queries, fills, cancels."""
import hashlib
import hmac
import http.client
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

ADDRESS = sys.argv[1]
BASE = f"http://{ADDRESS}/api/v3"


def call(account, method, path, secret=None, **parameters):
    """Status and JSON of a signed request: in the query string, or in the body of a POST."""
    parameters["timestamp"] = int(time.time() * 1000)
    text = urllib.parse.urlencode(parameters)
    key = (secret or f"secret-of-{account}").encode()
    text += "&signature=" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    url, body = (f"{BASE}{path}", text.encode()) if method == "POST" else (f"{BASE}{path}?{text}", None)
    request = urllib.request.Request(url, data=body, method=method)
    request.add_header("X-MBX-APIKEY", f"key-of-{account}")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def check(holds, *found):
    if not holds:
        raise SystemExit(f"failed: {found}")


order = dict(symbol="BTC-USD", type="LIMIT", timeInForce="GTC")
status, placed = call("A", "POST", "/order", side="SELL", quantity="1.5", price="101.10",
                      newClientOrderId="python-1", **order)
check(status == 200 and placed["status"] == "NEW", status, placed)
status, again = call("A", "POST", "/order", side="SELL", quantity="1.5", price="101.10",
                     newClientOrderId="python-1", **order)
check(status == 400 and again["code"] == -2010, status, again)
status, taken = call("B", "POST", "/order", side="BUY", quantity="0.5", price="101.10", **order)
check(status == 200 and taken["status"] == "FILLED", status, taken)
status, found = call("A", "GET", "/order", symbol="BTC-USD", origClientOrderId="python-1")
check(status == 200 and found["executedQty"] == "0.5", status, found)
status, trades = call("A", "GET", "/myTrades", symbol="BTC-USD", orderId=placed["orderId"])
check(status == 200 and [trade["qty"] for trade in trades] == ["0.5"], status, trades)
status, cancelled = call("A", "DELETE", "/order", symbol="BTC-USD", orderId=placed["orderId"])
check(status == 200 and cancelled["status"] == "CANCELED", status, cancelled)
status, refused = call("A", "GET", "/openOrders", secret="wrong")
check(status == 400 and refused["code"] == -1022, status, refused)

# Many requests on one connection, and one that asks for its end.
connection = http.client.HTTPConnection(ADDRESS, timeout=20)
for _ in range(100):
    connection.request("GET", "/api/v3/time")
    check("serverTime" in json.load(connection.getresponse()))
connection.request("GET", "/api/v3/ping", headers={"Connection": "close"})
check(connection.getresponse().read() == b"{}")
print(f"Python {sys.version.split()[0]}: placed, queried, cancelled, saw {len(trades)} fill(s)")
