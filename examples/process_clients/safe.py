"""A client that survives lost answers and crashes: writes down before it sends, and never gives an intent another id."""
import hashlib, hmac, http.client, json, os, sys, time, urllib.error, urllib.parse, urllib.request

ENV = os.environ
TIMEOUT_S = json.loads(ENV["ONEFOLD_CONFIG"] or "{}").get("timeout_s", 1)
LEDGER = os.path.join(ENV["ONEFOLD_DATA_DIR"], "ledger")
orders = {}  # every intent that was ever accepted, by its id
cancelled = set()  # what must not be placed any more: a crash may let a cancel come before its place


def call(method, **parameters):
    """Code and JSON of the answer; code None: whatever happened, nobody knows."""
    parameters["timestamp"] = int(time.time() * 1000)
    text = urllib.parse.urlencode(parameters)
    text += "&signature=" + hmac.new(ENV["ONEFOLD_API_SECRET"].encode(), text.encode(), hashlib.sha256).hexdigest()
    request = urllib.request.Request(f"{ENV['ONEFOLD_BASE_URL']}/api/v3/order?{text}", method=method)
    request.add_header("X-MBX-APIKEY", ENV["ONEFOLD_API_KEY"])
    try:
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:
                return 0, json.load(answer)
        except urllib.error.HTTPError as error:
            code = json.load(error)["code"]
            return (None if error.code >= 500 or error.code in (409, 418, 429) else code), {}
    except (OSError, ValueError, http.client.HTTPException):  # the answer to a refusal may be cut as well
        return None, {}


def until_certain(method, **parameters):
    """The same request again and again: the venue knows its id for ever, so copies change nothing."""
    while True:
        code, answer = call(method, **parameters)
        if code is not None and code != -1021:  # -1021: too late, of an earlier copy too
            return code, answer
        time.sleep(0.2)


def carry_out(intent):
    if "place" in intent and intent["id"] not in cancelled:
        place = intent["place"]
        terms = dict(symbol=place["symbol"], side=place["side"].upper(), type="LIMIT", timeInForce="GTC",
                     quantity=place["quantity"], price=place["limit"])
        until_certain("POST", newClientOrderId=intent["id"], **terms)
    elif "cancel" in intent:
        target = orders.get(intent["cancel"])
        cancelled.add(intent["cancel"])
        if target:
            until_certain("DELETE", symbol=target["place"]["symbol"], origClientOrderId=target["id"])


def note(file, entry):
    file.write(json.dumps(entry) + "\n")
    file.flush()
    os.fsync(file.fileno())


def main():
    known, undone = set(), {}
    if os.path.exists(LEDGER):
        for line in open(LEDGER):
            if not line.endswith("\n"):
                break  # torn by a crash: it was never accepted
            entry = json.loads(line)
            if "done" in entry:
                undone.pop(entry["done"], None)
                continue
            known.add(entry["id"])
            if "cancel" in entry and entry["cancel"] not in orders:
                cancelled.add(entry["cancel"])
            undone[entry["id"]] = orders[entry["id"]] = entry
    whole = [json.dumps(entry) for entry in orders.values()]
    whole += [json.dumps({"done": one}) for one in orders if one not in undone]
    with open(LEDGER + ".new", "w") as new:
        new.write("".join(line + "\n" for line in whole))
        new.flush()
        os.fsync(new.fileno())
    os.rename(LEDGER + ".new", LEDGER)
    directory = os.open(ENV["ONEFOLD_DATA_DIR"], os.O_RDONLY)
    os.fsync(directory)
    ledger = open(LEDGER, "a")
    for intent in list(undone.values()):
        carry_out(intent)
        note(ledger, {"done": intent["id"]})
    for line in sys.stdin:
        intent = json.loads(line)["intent"]
        new = intent["id"] not in known
        if new:
            known.add(intent["id"])
            orders[intent["id"]] = intent
            note(ledger, intent)
        print(json.dumps({"accepted": intent["id"]}), flush=True)
        if new:
            carry_out(intent)
            note(ledger, {"done": intent["id"]})


main()
