#!/usr/bin/env bash
# curl and openssl, with curl's own retries: an intent is on disk before it is taken, and its id is that of its order
# in each try, so that a venue which remembers ids for ever makes one order of all of them.
set -euo pipefail
ledger=$ONEFOLD_DATA_DIR/ledger
declare -A symbol_of known cancelled

# call METHOD PARAMETERS: until it is certain. Copies change nothing, so both curl and this loop may try again.
call() {
  local text answer status
  while :; do
    text="$2&timestamp=${EPOCHREALTIME/./}"
    text+="&signature=$(printf %s "$text" | openssl dgst -sha256 -hmac "$ONEFOLD_API_SECRET" | sed 's/.* //')"
    answer=$(curl -sS -X "$1" --max-time 1 --retry 3 --retry-all-errors --retry-delay 1 -w '\n%{http_code}' \
      -H "X-MBX-APIKEY: $ONEFOLD_API_KEY" "$ONEFOLD_BASE_URL/api/v3/order?$text" 2>/dev/null) || continue
    status=${answer##*$'\n'}
    # -1021: too late, which an earlier copy of it perhaps was not.
    [[ $status == 200 || ($status == 400 && $answer == *'"code":'* && $answer != *'"code":-1021'*) ]] && return
    sleep 0.2
  done
}

field() { [[ $line =~ \"$1\":\"([^\"]*)\" ]] && printf %s "${BASH_REMATCH[1]}"; }

# take LINE: carries out its intent, unless a cancel came before it.
take() {
  local line=$1 id target side
  id=$(field id)
  if target=$(field cancel); then
    cancelled[$target]=1
    [[ -z ${symbol_of[$target]-} ]] || call DELETE "symbol=${symbol_of[$target]}&origClientOrderId=$target"
  elif [[ -z ${cancelled[$id]-} ]]; then
    symbol_of[$id]=$(field symbol)
    side=$(field side)
    call POST "symbol=${symbol_of[$id]}&side=${side^^}&type=LIMIT&timeInForce=GTC&quantity=$(field quantity)&price=$(
      field limit)&newClientOrderId=$id"
  fi
  known[$id]=1
}

touch "$ledger"
sync "$ledger" "$ONEFOLD_DATA_DIR"
# What a crash left half written was never taken: the last line then has no end, and read fails on it.
lines=()
while read -r line; do lines+=("$line"); done <"$ledger"
: >"$ledger.new"
for line in "${lines[@]}"; do printf '%s\n' "$line" >>"$ledger.new"; done
sync "$ledger.new"
mv "$ledger.new" "$ledger"
sync "$ONEFOLD_DATA_DIR"
for line in "${lines[@]}"; do take "$line"; done

while read -r line; do
  id=$(field id)
  if [[ -z ${known[$id]-} ]]; then
    printf '%s\n' "$line" >>"$ledger"
    sync "$ledger"
  fi
  printf '{"accepted":"%s"}\n' "$id"
  [[ -n ${known[$id]-} ]] || take "$line"
done
