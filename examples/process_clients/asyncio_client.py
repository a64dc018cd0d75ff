"""A client of asyncio's streams, an intent to a task: the ledger comes before the order, and the id of an intent never changes."""
import asyncio, hashlib, hmac, json, os, sys, time, urllib.parse

ENV = os.environ
LEDGER = os.path.join(ENV["ONEFOLD_DATA_DIR"], "ledger")
terms, placed, cancelled = {}, {}, set()  # of places: terms, and the task; targets of cancels that came before their place


async def call(method, **parameters):
    """Code and JSON of the answer; code None: whatever happened, nobody knows."""
    parameters["timestamp"] = int(time.time() * 1000)
    text = urllib.parse.urlencode(parameters)
    text += "&signature=" + hmac.new(ENV["ONEFOLD_API_SECRET"].encode(), text.encode(), hashlib.sha256).hexdigest()
    writer = None
    try:
        async with asyncio.timeout(1):
            reader, writer = await asyncio.open_connection(ENV["ONEFOLD_VENUE_HOST"], ENV["ONEFOLD_ORDERS_PORT"])
            writer.write(f"{method} /api/v3/order?{text} HTTP/1.1\r\nHost: venue\r\nConnection: close\r\n"
                         f"X-MBX-APIKEY: {ENV['ONEFOLD_API_KEY']}\r\n\r\n".encode())
            status = int((await reader.readline()).split()[1])
            await reader.readuntil(b"\r\n\r\n")
            answer = json.loads(await reader.read())
            return (0 if status == 200 else answer["code"] if status == 400 else None), answer
    except (OSError, ValueError, LookupError, EOFError, asyncio.LimitOverrunError):
        return None, {}
    finally:
        if writer:
            writer.close()


async def until_certain(method, **parameters):
    while True:
        code, answer = await call(method, **parameters)
        if code is not None and code != -1021:  # -1021: too late, of an earlier copy too
            return answer
        await asyncio.sleep(0.2)


async def place(intent):
    one = intent["place"]
    await until_certain("POST", symbol=one["symbol"], side=one["side"].upper(), type="LIMIT", timeInForce="GTC",
                        quantity=one["quantity"], price=one["limit"], newClientOrderId=intent["id"])


async def cancel(target):
    await placed[target]
    await until_certain("DELETE", symbol=terms[target]["symbol"], origClientOrderId=target)


def begin(tasks, intent):
    if "place" in intent and intent["id"] not in cancelled:
        terms[intent["id"]] = intent["place"]
        placed[intent["id"]] = tasks.create_task(place(intent))
    elif "cancel" in intent and intent["cancel"] in placed:
        tasks.create_task(cancel(intent["cancel"]))
    elif "cancel" in intent:
        cancelled.add(intent["cancel"])


def save(path, lines, mode):
    with open(path, mode) as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


async def main():
    lines = [line for line in open(LEDGER)] if os.path.exists(LEDGER) else []
    lines = [line for line in lines if line.endswith("\n")]  # one torn by a crash was never taken
    save(LEDGER + ".new", lines, "w")
    os.rename(LEDGER + ".new", LEDGER)
    directory = os.open(ENV["ONEFOLD_DATA_DIR"], os.O_RDONLY)
    os.fsync(directory)
    known = set()
    stdin = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(stdin), sys.stdin)
    async with asyncio.TaskGroup() as tasks:
        for line in lines:
            known.add(json.loads(line)["intent"]["id"])
            begin(tasks, json.loads(line)["intent"])
        while line := (await stdin.readline()).decode():
            intent = json.loads(line)["intent"]
            if intent["id"] not in known:
                save(LEDGER, [line], "a")
            print(json.dumps({"accepted": intent["id"]}), flush=True)
            if intent["id"] not in known:
                known.add(intent["id"])
                begin(tasks, intent)


asyncio.run(main())
