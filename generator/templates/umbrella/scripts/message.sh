# Two people talk, as far as a pod with sh and curl can tell: they register and log in through chat, connect by websocket, and get
# what is written to them, also what was written while they were away, also in a group. gen verify proves the same and more from
# outside.
# Reads API, GATEWAY, ADMIN (an IM administrator), SECRET (the IM secret); where chat is included also CHAT, ADMIN_API, SUPER_CODE
# and ADMIN_ACCOUNT.
set -eu
nonce=$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n')
work=$(mktemp -d) pids=
trap 'kill $pids 2>/dev/null || true; rm -rf "$work"' EXIT

ask() { # URL BODY [TOKEN]
  curl -sS --max-time 20 --retry 30 --retry-delay 1 --retry-connrefused -H "operationID: test-$nonce" ${3:+-H "token: $3"} \
    -H 'Content-Type: application/json' --data-binary "$2" "$1"
}

call() { # URL BODY [TOKEN]
  answer=$(ask "$1" "$2" "${3:-}")
  case $answer in
    *'"errCode":0,'*) ;;
    *) echo "FAIL $1: $answer"; return 1 ;;
  esac
}

refused() { # WHAT URL BODY
  answer=$(ask "$2" "$3")
  case $answer in
    *'"errCode":0,'*) echo "FAIL accepted, and everybody knows it: $1"; return 1 ;;
    *'"errCode":'*) echo "ok   refused: $1" ;;
    *) echo "FAIL $2: $answer"; return 1 ;;
  esac
}

field() { printf %s "$answer" | sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
md5() { printf %s "$1" | md5sum | cut -c 1-32; }

# NAME; sets $NAME and $NAME_token. A new person: through chat where it is included, else by the IM server's own call.
person() {
  if [ -n "${CHAT:-}${SUPER_CODE:-}" ]; then
    phone=1$(head -c 4 /dev/urandom | od -An -tu4 | tr -d ' \n') password=$(md5 "$(head -c 16 /dev/urandom | od -An -tx1)")
    call "$CHAT/account/register" "{\"verifyCode\":\"$SUPER_CODE\",\"platform\":5,\"autoLogin\":true,\"deviceID\":\"\",\"user\":{\"nickname\":\"test-$nonce-$1\",\"faceURL\":\"\",\"areaCode\":\"+86\",\"phoneNumber\":\"$phone\",\"password\":\"$password\"}}"
    call "$CHAT/account/login" "{\"areaCode\":\"+86\",\"phoneNumber\":\"$phone\",\"password\":\"$password\",\"platform\":5,\"deviceID\":\"\"}"
    eval "$1=$(field userID) $1_token=$(field imToken)"
  else
    call "$API/user/user_register" "{\"users\":[{\"userID\":\"test_${nonce}_$1\",\"nickname\":\"$1\",\"faceURL\":\"\"}]}" "$token"
    call "$API/auth/get_user_token" "{\"userID\":\"test_${nonce}_$1\",\"platformID\":5}" "$token"
    eval "$1=test_${nonce}_$1 $1_token=$(field token)"
  fi
  echo "ok   $1 registers and logs in"
}

# NAME USER TOKEN: a websocket whose frames land in a file. The gateway closes it after 30 s, because curl sends no pings.
connect() {
  : >"$work/$1"
  curl -sS -N --http1.1 --max-time 60 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' \
    -H "Sec-WebSocket-Key: $(head -c 16 /dev/urandom | base64)" \
    "$GATEWAY/?sendID=$2&token=$3&platformID=5&operationID=test-$nonce&isBackground=false&sdkType=js&isMsgResp=true" >"$work/$1" 2>"$work/$1.log" &
  pids="$pids $!"
  tries=0
  until grep -q '"errCode":' "$work/$1"; do
    tries=$((tries + 1))
    [ "$tries" -lt 10 ] || { echo "FAIL $1 cannot connect to $GATEWAY: $(cat "$work/$1.log")"; return 1; }
    sleep 1
  done
  grep -q '"errCode":0' "$work/$1" || { echo "FAIL the gateway refuses $1: $(tr -cd ' -~' <"$work/$1")"; return 1; }
}

# NAME TEXT: waits until the text was pushed. Frames are JSON around base64 around protobuf, which leaves texts readable.
received() {
  tries=0
  until tr -cd ' -~' <"$work/$1" | grep -o '"reqIdentifier":2001[^}]*' | sed -n 's/.*"data":"\([^"]*\)".*/\1/p' | while read -r data; do printf %s "$data" | base64 -d; done | grep -q "$2"; do
    tries=$((tries + 1))
    [ "$tries" -lt 20 ] || { echo "FAIL accepted, but not pushed to $1: $2"; return 1; }
    sleep 1
  done
}

send() { # RECEIVER GROUP TYPE TEXT, from one to two or to the group
  call "$API/msg/send_msg" "{\"sendID\":\"$one\",\"recvID\":\"$1\",\"groupID\":\"$2\",\"senderNickname\":\"one\",\"senderPlatformID\":5,\"content\":{\"content\":\"$4\"},\"contentType\":101,\"sessionType\":$3}" "$token"
}

call "$API/auth/get_admin_token" "{\"secret\":\"$SECRET\",\"userID\":\"$ADMIN\"}"
token=$(field token)
echo "ok   administrator's token"
refused "IM secret openIM123" "$API/auth/get_admin_token" "{\"secret\":\"openIM123\",\"userID\":\"$ADMIN\"}"
if [ -n "${ADMIN_API:-}${ADMIN_ACCOUNT:-}" ]; then
  answer=$(ask "$ADMIN_API/account/login" "{\"account\":\"$ADMIN_ACCOUNT\",\"password\":\"$(md5 "$ADMIN_ACCOUNT")\"}")
  case $answer in
    *'"errCode":0,'*) echo "ok   chat administrator logs in" ;;
    *'"errCode":20001,'*) echo "ok   chat administrator has another password than the first" ;;
    *) echo "FAIL $ADMIN_API/account/login: $answer"; exit 1 ;;
  esac
  refused "administrator chatAdmin" "$ADMIN_API/account/login" "{\"account\":\"chatAdmin\",\"password\":\"$(md5 chatAdmin)\"}"
fi
if [ -n "${CHAT:-}" ]; then
  refused "verification code 666666" "$CHAT/account/register" "{\"verifyCode\":\"666666\",\"platform\":5,\"user\":{\"nickname\":\"test\",\"areaCode\":\"+86\",\"phoneNumber\":\"10000000000\",\"password\":\"$(md5 "$nonce")\"}}"
fi

person one
person two

send "$two" "" 1 "while away $nonce"
tries=0
until answer=$(ask "$API/msg/newest_seq" "{\"userID\":\"$two\"}" "$two_token") && newest=$(printf %s "$answer" | grep -o '"si_[^"]*":[0-9]*') &&
  answer=$(ask "$API/msg/pull_msg_by_seq" "{\"userID\":\"$two\",\"seqRanges\":[{\"conversationID\":\"$(printf %s "$newest" | cut -d '"' -f 2)\",\"begin\":1,\"end\":${newest##*:},\"num\":10}],\"order\":0}" "$two_token") &&
  printf %s "$answer" | grep -o '"content":"[^"]*"' | cut -d '"' -f 4 | while read -r content; do printf %s "$content" | base64 -d; done | grep -q "while away $nonce"; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "FAIL two does not find what was written while away: $answer"; exit 1; }
  sleep 1
done
echo "ok   two comes back and finds what was written meanwhile"

connect one "$one" "$one_token"
connect two "$two" "$two_token"
sleep 2 # until the gateways have told each other
send "$two" "" 1 "hello $nonce"
received two "hello $nonce"
echo "ok   both connected, the message is pushed"

call "$API/group/create_group" "{\"ownerUserID\":\"$one\",\"memberUserIDs\":[\"$two\"],\"adminUserIDs\":[],\"groupInfo\":{\"groupName\":\"test-$nonce\",\"groupType\":2}}" "$one_token"
group=$(field groupID)
connect two "$two" "$two_token"
sleep 2
send "" "$group" 3 "hello all $nonce"
received two "hello all $nonce"
echo "ok   the group's message is pushed"
call "$API/group/dismiss_group" "{\"groupID\":\"$group\",\"deleteMember\":true}" "$one_token"

tries=0
until call "$API/msg/search_msg" "{\"sendID\":\"$one\",\"recvID\":\"$two\",\"contentType\":101,\"sessionType\":1,\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}" "$token" &&
  case $answer in *"hello $nonce"*) true ;; *) false ;; esac; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "FAIL pushed, but not in the database: $answer"; exit 1; }
  sleep 1
done
echo "PASS two people talk; left on the server: the users $one and $two"
