# Which charts, from where, with which values.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

# KEY: its values, one a line.
fact() {
  while IFS="$tab" read -r key value _; do [ "$key" != "$1" ] || printf '%s\n' "$value"; done <"$here/cluster.tsv"
}
umbrella=$(fact umbrella)

# Sets `table`, the order of the graph, and what it holds: `known` names, and `levels`. A folder of values knows which components
# its environment has.
choose_table() {
  table=$here/components.tsv
  while IFS="$tab" read -r kind value; do
    if [ "$kind" = file ] && [ -e "$value/components.tsv" ]; then table=$value/components.tsv; fi
  done <"$work/values"
  known='' levels=' '
  while IFS="$tab" read -r one level _; do
    case $one in '#'*) ;; *) known="$known$one " levels="$levels$one=$level " ;; esac
  done <"$table"
}

# WORDS WORD: whether it is one of them.
among() {
  [ -n "$2" ] || return 1
  case " $1 " in *" $2 "*) ;; *) return 1 ;; esac
}
# Sets `level`; the umbrella has none.
level_of() {
  level=${levels#* "$1="}
  if [ "$level" = "$levels" ]; then level=; else level=${level%% *}; fi
}
# Sets `rel`. An object is called <installation>-<short name>, and so is a release.
release_of() { if [ "$mode" = umbrella ] || [ "$1" = "$umbrella" ]; then rel=$name; else rel=$name-${1#"$umbrella"-}; fi; }

kube() { kubectl ${context:+--context "$context"} "$@"; }

# Sets `named` to whole names; wrong ones end the script.
choose_components() {
  whole=
  for one in $named; do
    among "$known" "$one" || one=$umbrella-$one
    among "$known" "$one" || wrong "there is no component ${one#"$umbrella"-}; there are: $known"
    among "$whole" "$one" || whole="$whole$one "
  done
  named=$whole
}

# Sets `releases`, lines <release> <revision> <status> <chart> of the namespace, tab by tab. Helm 3 hides those that failed. Fails
# when helm does.
read_releases() {
  all=
  [ "$helm_major" -gt 3 ] || all=--all
  helm list ${context:+--kube-context "$context"} ${all:+"$all"} -n "$namespace" -o yaml >"$work/list.yaml" 2>"$work/list.err" || return 1
  releases=$(awk '
    function end() { if (name != "") print name "\t" revision "\t" status "\t" chart; name = "" }
    /^- / { end() }
    { line = $0; sub(/^(- |  )/, "", line); key = line; sub(/:.*/, "", key); value = line; sub(/^[^:]*: */, "", value); gsub(/"/, "", value) }
    key == "name" { name = value } key == "revision" { revision = value } key == "status" { status = value } key == "chart" { chart = value }
    END { end() }' "$work/list.yaml")
}
# Sets `revision`, `status` and `chart` of a release; fails when it is not there.
find_release() {
  revision='' status='' chart=''
  case $newline$releases in *"$newline$1$tab"*) ;; *) return 1 ;; esac
  chart=$newline$releases
  chart=${chart#*"$newline$1$tab"}
  chart=${chart%%"$newline"*}
  revision=${chart%%"$tab"*} chart=${chart#*"$tab"}
  status=${chart%%"$tab"*} chart=${chart#*"$tab"}
}

# One release for all, or one for each: as said, else as it is in the cluster.
choose_mode() {
  releases=
  if ! read_releases; then
    case $command in
      # Preflight says it better.
      install | preflight) ;;
      *)
        verdict="helm cannot list the releases in $namespace: $(tail -n 1 "$work/list.err")"
        say "openim: $verdict"
        finish 1
        ;;
    esac
  fi
  find_release "$name"
  case $chart in "$umbrella"-[0-9]*) there=umbrella ;; *) there= ;; esac
  installed_components
  if [ -n "$separate" ]; then mode=separate
  elif [ "$there" = umbrella ]; then mode=umbrella
  elif [ -n "$named$installed" ]; then mode=separate
  else mode=umbrella; fi
}
# Sets `installed`: components that have a release of their own.
installed_components() {
  installed=
  for one in $known; do
    release_of "$one"
    if find_release "$rel"; then installed="$installed$one "; fi
  done
}
# Sets `set`: the components that are acted on, in the order of the table: those named; else all that are on, or all that are there.
wanted_components() {
  if [ -n "$named" ]; then in_order "$named"
  elif [ "$command" = install ] || [ "$command" = preflight ]; then in_order "$(awk -F '\t' '$3 == "on" { printf "%s ", $1 }' "$table")"
  else in_order "$installed"; fi
}
# WORDS: sets `set`, those components in the order of the table.
in_order() {
  set=
  for one in $known; do if among "$1" "$one"; then set="$set$one "; fi; done
}

# Sets `charts` to what is used when nothing was said.
choose_charts() {
  if [ -z "$charts" ]; then
    if [ -d "$here/../charts/$umbrella" ]; then charts=$(cd "$here/../charts" && pwd); else charts=$(fact repository); fi
  fi
  case $charts in
    oci://* | http://* | https://*) ;;
    *[!A-Za-z0-9_-]*) [ -d "$charts" ] || wrong "--charts: there is no folder $charts" ;;
  esac
}

# Words that name a chart for helm, quoted.
chart_words() {
  case $charts in
    oci://*) quote "${charts%/}/$1" ;;
    http://* | https://*) quote "$1" --repo "$charts" ;;
    *)
      if [ ! -d "$charts" ]; then
        quote "$charts/$1"
      elif [ -d "$charts/$1" ]; then
        if [ "$1" = "$umbrella" ] && [ ! -d "$charts/$1/charts" ]; then quote "$(stage)"; else quote "$charts/$1"; fi
        return
      else
        archive=$(find "$charts" -maxdepth 1 -name "$1-${version:-[0-9]*}.tgz" | sort | tail -n 1)
        quote "${archive:-$charts/$1}"
        return
      fi
      ;;
  esac
  if [ -n "$version" ]; then quote --version "$version"; fi
}

# The umbrella with copies of its charts: those of a checkout lie beside it, and Helm wants them inside.
stage() {
  if [ ! -d "$work/charts/$umbrella" ]; then
    mkdir -p "$work/charts" && cp -R "$charts/$umbrella" "$work/charts/" && mkdir "$work/charts/$umbrella/charts"
    set --
    for one in $known; do set -- "$@" "$charts/$one"; done
    cp -R "$@" "$work/charts/$umbrella/charts/"
  fi
  echo "$work/charts/$umbrella"
}

# Words for the values of a chart, quoted. Fails when a value can belong to none.
value_words() {
  while IFS="$tab" read -r kind value; do
    case $kind in
      file)
        if [ ! -d "$value" ]; then
          quote -f "$value"
        elif [ "$mode" = umbrella ]; then
          quote -f "$value/$umbrella.yaml"
        else
          for file in "$value/global.yaml" "$value/$1.yaml"; do if [ -e "$file" ]; then quote -f "$file"; fi; done
        fi
        ;;
      *)
        first=${value%%[.=]*}
        if [ "$mode" = umbrella ] || [ "$first" = global ]; then
          quote "--$kind" "$value"
        elif [ "$first" = "$1" ]; then
          quote "--$kind" "${value#"$first".}"
        fi
        ;;
    esac
  done <"$work/values"
  [ "$mode" = umbrella ] || quote --set-string "global.openim.instance=$name"
}

# Values that reach no chart would be lost without a word.
check_values() {
  [ "$mode" = separate ] || return 0
  while IFS="$tab" read -r kind value; do
    [ "$kind" != file ] || continue
    first=${value%%[.=]*}
    [ "$first" = global ] || among "$known" "$first" || wrong "--$kind $value: with separate releases say <component>.<key> or global.<key>"
  done <"$work/values"
}
