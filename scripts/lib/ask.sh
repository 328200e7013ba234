# What pods that are all ready say nothing of: asked only then.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# Adds lines like those of diagnose.awk to `workloads`, of what is missing or cannot be reached.
ask() {
  ask_topics
  [ -n "$no_address" ] || ask_address
}

# COMPONENT THING ABOUT
found_wrong() {
  level_of "$1"
  printf '%s\t%s\t%s\t-\tfailing\t%s\t-\n' "$level" "$1" "$2" "$3" >>"$work/workloads"
}

# Topics without which nothing is delivered, and which Kafka misses in silence.
ask_topics() {
  awk -F '\t' 'NR == FNR { there[$2] = 1; if ($3 ~ /^statefulset/ && !($2 in pod)) pod[$2] = $3; next } $1 == "topic" && $3 in there && $4 in pod { print $2 "\t" $3 "\t" $4 "\t" pod[$4] "\t" $5 }' \
    "$work/all-workloads" "$here/cluster.tsv" >"$work/topics"
  cut -f3-5 "$work/topics" | sort -u >"$work/stores"
  while IFS="$tab" read -r store pod command; do
    # shellcheck disable=SC2086 # words
    if ! kube exec -n "$namespace" "$pod" -- $command >"$work/there" 2>"$work/ask.err" </dev/null; then
      why=$(awk -f "$lib/telling.awk" "$work/ask.err")
      # Whoever may look and not enter, learns the rest all the same.
      case $why in
        *orbidden*) say "not asked for its topics: $store: $why" ;;
        *) found_wrong "$store" "$pod" "does not say which topics it has: $why" ;;
      esac
      continue
    fi
    awk -F '\t' -v store="$store" 'NR == FNR { there[$0] = 1; next } $3 == store && !($1 in there) { print $1 "\t" $2 }' "$work/there" "$work/topics" >"$work/missing"
    while IFS="$tab" read -r topic reader; do
      wanted "$reader" && found_wrong "$reader" "topic/$topic" "topic $topic is missing in $store: \`openim restart $reader\` makes it"
    done <"$work/missing"
  done <"$work/stores"
}

# Whether the address that clients are told leads to the edge, seen from here. Whose certificate it is, is not asked.
ask_address() {
  kube get configmaps -n "$namespace" -l "app.kubernetes.io/instance=$name" \
    -o 'jsonpath={range .items[*]}{.metadata.labels.app\.kubernetes\.io/name}{"\t"}{.data.public-url}{"\n"}{end}' 2>/dev/null |
    awk -F '\t' '$2 != ""' >"$work/addresses"
  while IFS="$tab" read -r component url; do
    wanted "$component" || continue
    if command -v curl >/dev/null 2>&1; then
      answer=$(curl -ksS --max-time 10 "$url/-/healthy" 2>"$work/ask.err" </dev/null | head -c 200)
    elif command -v wget >/dev/null 2>&1; then
      answer=$(wget -q --no-check-certificate -T 10 -O - "$url/-/healthy" 2>"$work/ask.err" </dev/null | head -c 200)
    else
      say "not asked: $url: neither curl nor wget is here"
      continue
    fi
    [ "$answer" = ok ] && continue
    why=$(tail -n 1 "$work/ask.err")
    [ -n "$answer$why" ] || why='no answer'
    found_wrong "$component" "$url" "the public address $url does not lead here: ${why:-something else answers}"
  done <"$work/addresses"
}

# Whether a component is among those that were named.
wanted() {
  [ -z "$named" ] || among "$named" "$1"
}
