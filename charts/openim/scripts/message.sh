# Two users, one message: accepted by the API, found again in the receiver's history in MongoDB.
# Reads API (address of openim-api), ADMIN (an IM administrator) and SECRET (the IM secret).
set -eu
nonce=$(head -c 8 /dev/urandom | od -An -tx1 | tr -d ' \n')
one=test_${nonce}_a two=test_${nonce}_b token=

call() { # PATH BODY
  answer=$(curl -sS --max-time 20 --retry 30 --retry-delay 1 --retry-connrefused -H "operationID: test-$nonce" ${token:+-H "token: $token"} \
    -H 'Content-Type: application/json' --data-binary "$2" "$API$1")
  case $answer in
    *'"errCode":0,'*) ;;
    *) echo "FAIL $1: $answer"; return 1 ;;
  esac
}

call /auth/get_admin_token "{\"secret\":\"$SECRET\",\"userID\":\"$ADMIN\"}"
token=$(printf %s "$answer" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
echo "ok   administrator token"
for user in "$one" "$two"; do
  call /user/user_register "{\"users\":[{\"userID\":\"$user\",\"nickname\":\"$user\",\"faceURL\":\"\"}]}"
  echo "ok   user $user"
done
call /msg/send_msg "{\"sendID\":\"$one\",\"recvID\":\"$two\",\"senderNickname\":\"$one\",\"senderPlatformID\":1,\"content\":{\"content\":\"hello $nonce\"},\"contentType\":101,\"sessionType\":1}"
echo "ok   message accepted"
tries=0
until call /msg/search_msg "{\"sendID\":\"$one\",\"recvID\":\"$two\",\"contentType\":101,\"sessionType\":1,\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}" &&
  case $answer in *"hello $nonce"*) true ;; *) false ;; esac; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || { echo "FAIL the message was accepted, but is not in the history: $answer"; exit 1; }
  sleep 1
done
echo "PASS the message is in the history"
