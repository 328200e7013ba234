# Runs commands for components in the order of the graph, as many at a time as it and --parallel allow.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

nap() { sleep "${OPENIM_NAP_SECONDS:-0.2}" 2>/dev/null || sleep 1; }

# In the background: each argument is a command, as text; the first that fails is the last. A signal reaches the command itself.
run_job() {
  id=$1 && shift
  child='' cut='' rc=0
  trap '' INT
  trap 'cut=yes; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM
  for line; do
    [ -z "$cut" ] || { rc=143 && break; }
    eval "exec $line" >>"$work/$id.log" 2>&1 &
    child=$!
    # The signal may have come in between.
    [ -z "$cut" ] || kill -TERM "$child" 2>/dev/null
    wait "$child"
    rc=$?
    # The trap ends a wait early, the command may still be tidying up.
    while kill -0 "$child" 2>/dev/null; do
      wait "$child"
      rc=$?
    done
    # Or the command ended in the very moment of the trap, and its status was not heard.
    if [ -n "$cut" ] && [ "$rc" -eq 143 ]; then
      wait "$child"
      late=$?
      [ "$late" -eq 127 ] || rc=$late
    fi
    [ "$rc" -eq 0 ] || break
  done
  echo "$rc" >"$work/$id.rc"
}

# The first signal lets commands end in their own way, the second does not wait for them.
interrupt() {
  if [ -n "$interrupted" ]; then
    for job in $running; do record "$job" interrupted '' '' '' false "not waited for"; done
    verdict="interrupted twice; releases may be half done: openim status -n $namespace"
    say "$verdict"
    finish "$1"
  fi
  interrupted=$1
  say "interrupted: nothing new is begun; waiting for what runs (again to leave it)"
  for job in $running; do read -r process _ <"$work/$job.pid" && kill -TERM "$process" 2>/dev/null; done
}

running='' good='' bad=''

# DIRECTION SET FUNCTION: FUNCTION prints the commands of a component, one a line. `back` begins with whom nobody needs.
run_graph() {
  direction=$1 set=$2 commands_of=$3
  pending=$set running='' good='' bad='' beat=0
  while [ -n "$pending$running" ]; do
    now=$(date +%s)
    over='' still=''
    for id in $running; do
      read -r pid _ <"$work/$id.pid"
      if [ ! -s "$work/$id.rc" ] && ! kill -0 "$pid" 2>/dev/null && [ ! -s "$work/$id.rc" ]; then
        # Ended before it could say how.
        echo 143 >"$work/$id.rc"
      fi
      if [ -s "$work/$id.rc" ]; then over="$over $id"; else still="$still $id"; fi
    done
    case $command:$over in install:?* | upgrade:?* | delete:?*) read_releases ;; esac
    for id in $over; do ended "$id"; done
    running=$still
    if [ -n "$interrupted" ]; then
      for id in $pending; do record "$id" interrupted '' '' '' false 'not begun'; done
      pending=''
    elif [ -n "$pending" ]; then
      next_steps >"$work/steps"
      while read -r verb id cause; do
        case $verb in
          skip)
            bad="$bad $id"
            record "$id" skipped '' '' '' false "$cause"
            ;;
          go)
            # shellcheck disable=SC2086 # words
            set -- $running
            [ $# -lt "$parallel" ] || continue
            start "$id"
            running="$running $id"
            ;;
        esac
        no_more_pending "$id"
      done <"$work/steps"
    fi
    [ -z "$running" ] || watch_and_nap
  done
}

no_more_pending() {
  words=$pending pending=
  for word in $words; do [ "$word" = "$1" ] || pending="$pending$word "; done
}

# What can be begun now, and what never can.
next_steps() {
  awk -F '\t' -v direction="$direction" -v set="$set" -v pending="$pending" -v good="$good" -v bad="$bad" '
    function words(text, into,    n, i, list) { n = split(text, list, " "); for (i = 1; i <= n; i++) into[list[i]] = 1 }
    BEGIN { words(set, member); words(pending, open); words(good, done); words(bad, lost) }
    /^#/ { next }
    { row[++rows] = $1; known[$1] = 1; n = split($4, list, ","); for (i = 1; i <= n; i++) if (list[i] in member && $1 in member) { if (direction == "back") before[list[i]] = before[list[i]] " " $1; else before[$1] = before[$1] " " list[i] } }
    END {
      for (r = 1; r <= rows; r++) {
        name = direction == "back" ? row[rows + 1 - r] : row[r]
        if (!(name in open)) continue
        n = split(before[name], list, " "); verb = "go"; cause = ""
        for (i = 1; i <= n; i++) {
          if (list[i] in lost) { verb = "skip"; cause = (direction == "back" ? "needed by " : "needs ") list[i] ", which did not succeed"; break }
          if (!(list[i] in done)) verb = ""
        }
        if (verb != "") print verb, name, cause
        delete open[name]
      }
      # The umbrella is in no row.
      for (name in open) if (!(name in known)) print "go", name
    }' "$table"
}

start() {
  # One command a line; the lines become arguments.
  "$commands_of" "$1" >"$work/commands"
  set -- "$1"
  while IFS= read -r line; do set -- "$@" "$line"; done <"$work/commands"
  : >"$work/$1.log"
  run_job "$@" 3>&- &
  echo "$! $now" >"$work/$1.pid"
}

# Takes in how a job ended.
ended() {
  read -r rc <"$work/$1.rc"
  read -r pid begun <"$work/$1.pid"
  message='' undone=false
  if [ "$rc" -eq 0 ]; then
    outcome=succeeded
    good="$good $1"
  else
    bad="$bad $1"
    # What helm and kubectl say when time is up; a connection that is too slow is a failure.
    awk '
      /context deadline exceeded|timed out waiting|exceeded its progress deadline/ && !/Client\.Timeout/ { late = 1 }
      /has been (uninstalled|rolled back)/ { undone = 1 }
      /^Error:|^error:/ { found = $0 }
      NF { last = $0 }
      END { print (late ? "timeout" : "failed"), (undone ? "true" : "false"), (found != "" ? found : last) }' "$work/$1.log" >"$work/ending"
    read -r outcome undone message <"$work/ending"
    if [ -n "$interrupted" ]; then outcome=interrupted; fi
  fi
  revision=''
  case $command in
    install | upgrade | delete)
      release_of "$1"
      find_release "$rel"
      ;;
  esac
  [ "$rc" -eq 0 ] || [ "$undone" = true ] || message="$message$(how_to_undo "$1")"
  record "$1" "$outcome" "$rc" "$((now - begun))" "$revision" "$undone" "$message"
}

# What to type when helm did not put things back.
how_to_undo() {
  release_of "$1"
  find_release "$rel"
  case $command:$status in
    install: | upgrade: | restart:* | delete: | verify:*) ;;
    install:*) printf ' — what is left goes with: helm uninstall %s -n %s' "$rel" "$namespace" ;;
    upgrade:deployed) printf ' — the last release is still in place' ;;
    upgrade:*) printf ' — the last good release comes back with: helm rollback %s -n %s' "$rel" "$namespace" ;;
    delete:*) printf ' — again: helm uninstall %s -n %s' "$rel" "$namespace" ;;
  esac
}

# While helm waits: says what it waits for, and keeps it, since a release that is rolled back shows nothing any more.
watch_and_nap() {
  case $command in
    install | upgrade)
      if [ $((now - beat)) -ge "${OPENIM_WATCH_SECONDS:-5}" ]; then
        [ "$beat" -eq 0 ] || watch
        beat=$now
      fi
      ;;
  esac
  nap
}
watch() {
  look && one_line
  [ -z "$line" ] || [ "$line" = "$failing" ] || say "  … $line"
  [ -z "$line" ] || failing=$line
}
