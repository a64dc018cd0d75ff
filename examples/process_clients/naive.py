"""A client as many are first written: an answer that does not come means try again, and each try has an id of its own."""
import hashlib, hmac, http.client, json, os, sys, time, urllib.error, urllib.parse, urllib.request, uuid

ENV = os.environ


def call(method, **parameters):
    parameters["timestamp"] = int(time.time() * 1000)
    text = urllib.parse.urlencode(parameters)
    text += "&signature=" + hmac.new(ENV["ONEFOLD_API_SECRET"].encode(), text.encode(), hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"{ENV['ONEFOLD_BASE_URL']}/api/v3/order?{text}", method=method)
    request.add_header("X-MBX-APIKEY", ENV["ONEFOLD_API_KEY"])
    with urllib.request.urlopen(request, timeout=1) as answer:
        return json.load(answer)


def place(terms):
    for _ in range(10):
        try:
            return call("POST", symbol=terms["symbol"], side=terms["side"].upper(), type="LIMIT", timeInForce="GTC",
                        quantity=terms["quantity"], price=terms["limit"], newClientOrderId=uuid.uuid4().hex)
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.2)


seen = set()
for line in sys.stdin:
    intent = json.loads(line)["intent"]
    print(json.dumps({"accepted": intent["id"]}), flush=True)
    if intent["id"] not in seen and "place" in intent:
        seen.add(intent["id"])
        place(intent["place"])
