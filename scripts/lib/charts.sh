# Which charts, from where, with which values.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

fact() { awk -F '\t' -v key="$1" '$1 == key { print $2 }' "$here/cluster.tsv"; }
umbrella=$(fact umbrella)

# Sets `table`, the order of the graph; a folder of values knows which components its environment has.
choose_table() {
  table=$here/components.tsv
  while IFS="$(printf '\t')" read -r kind value; do
    if [ "$kind" = file ] && [ -e "$value/components.tsv" ]; then table=$value/components.tsv; fi
  done <"$work/values"
}

level_of() { awk -F '\t' -v name="$1" '$1 == name { print $2 }' "$table"; }
known() { awk -F '\t' '!/^#/ { print $1 }' "$table"; }
short() { printf '%s\n' "${1#"$umbrella"-}"; }
# An object is called <installation>-<short name>, and so is a release.
release_of() { if [ "$mode" = umbrella ]; then echo "$name"; else echo "$name-$(short "$1")"; fi; }

kube() { kubectl ${context:+--context "$context"} "$@"; }

# Sets `named` to whole names; wrong ones end the script.
choose_components() {
  whole=
  for one in $named; do
    if known | grep -qxF -e "$one"; then
      whole="$whole $one"
    elif known | grep -qxF -e "$umbrella-$one"; then
      whole="$whole $umbrella-$one"
    else
      wrong "there is no component $one; there are: $(known | tr '\n' ' ')"
    fi
  done
  named=$(echo "$whole" | tr ' ' '\n' | awk 'NF && !seen[$0]++' | tr '\n' ' ')
}

# Lines <release> <revision> <status> <chart> of the namespace, tab by tab. Helm 3 hides those that failed. Fails when helm does.
read_releases() {
  all=
  [ "$helm_major" -gt 3 ] || all=--all
  helm list ${context:+--kube-context "$context"} ${all:+"$all"} -n "$namespace" -o yaml >"$work/list.yaml" 2>"$work/list.err" || return 1
  awk '
    function end() { if (name != "") print name "\t" revision "\t" status "\t" chart; name = "" }
    /^- / { end() }
    { line = $0; sub(/^(- |  )/, "", line); key = line; sub(/:.*/, "", key); value = line; sub(/^[^:]*: */, "", value); gsub(/"/, "", value) }
    key == "name" { name = value } key == "revision" { revision = value } key == "status" { status = value } key == "chart" { chart = value }
    END { end() }' "$work/list.yaml" >"$work/releases"
}
# Column of a release: 2 revision, 3 status, 4 chart.
release() { awk -F '\t' -v name="$1" -v column="$2" '$1 == name { print $column }' "$work/releases"; }
installed() { [ -n "$(release "$1" 2)" ]; }

# One release for all, or one for each: as said, else as it is in the cluster.
choose_mode() {
  : >"$work/releases"
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
  case $(release "$name" 4) in "$umbrella"-[0-9]*) there=umbrella ;; *) there= ;; esac
  if [ -n "$separate" ]; then mode=separate
  elif [ "$there" = umbrella ]; then mode=umbrella
  elif [ -n "$named" ]; then mode=separate
  elif [ -n "$(installed_components)" ]; then mode=separate
  else mode=umbrella; fi
}
installed_components() {
  known | while read -r one; do if installed "$name-$(short "$one")"; then echo "$one"; fi; done
}
# Components that are acted on: those named; else all that are on, or all that are there.
wanted_components() {
  if [ -n "$named" ]; then printf '%s\n' "$named" | tr ' ' '\n' | sed '/^$/d'
  elif [ "$command" = install ] || [ "$command" = preflight ]; then awk -F '\t' '$3 == "on" { print $1 }' "$table"
  else installed_components; fi
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
    known | while read -r one; do cp -R "$charts/$one" "$work/charts/$umbrella/charts/"; done
  fi
  echo "$work/charts/$umbrella"
}

# Words for the values of a chart, quoted. Fails when a value can belong to none.
value_words() {
  while IFS="$(printf '\t')" read -r kind value; do
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
  while IFS="$(printf '\t')" read -r kind value; do
    [ "$kind" != file ] || continue
    first=${value%%[.=]*}
    [ "$first" = global ] || known | grep -qxF -e "$first" || wrong "--$kind $value: with separate releases say <component>.<key> or global.<key>"
  done <"$work/values"
}
