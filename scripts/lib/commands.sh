# install, upgrade, restart, delete.
# shellcheck shell=sh disable=SC2154 # variables of scripts/openim

rollback_flag() {
  [ -z "$keep_failed" ] || return 0
  if [ "$helm_major" -gt 3 ]; then echo --rollback-on-failure; else echo --atomic; fi
}
helm_words() { quote helm "$@" ${context:+--kube-context "$context"} -n "$namespace"; }

# COMPONENT: the umbrella has the name of its chart.
install_commands() {
  release_of "$1"
  printf '%s%s%s%s--wait --wait-for-jobs --timeout %s %s\n' "$(helm_words install "$rel")" "$(chart_words "$1")" \
    "${create_namespace:+--create-namespace }" "$(value_words "$1")" "$timeout" "$(rollback_flag)"
}
upgrade_commands() {
  release_of "$1"
  if [ -n "$reset_values" ]; then keep=--reset-values; else keep=--reset-then-reuse-values; fi
  printf '%s%s%s%s --wait --wait-for-jobs --timeout %s %s\n' "$(helm_words upgrade "$rel")" "$(chart_words "$1")" \
    "$(value_words "$1")" "$keep" "$timeout" "$(rollback_flag)"
}
uninstall_commands() {
  release_of "$1"
  printf '%s--wait --timeout %s\n' "$(helm_words uninstall "$rel")" "$timeout"
  # The pod of a test is no part of the release for Helm.
  [ "$1" != "$umbrella" ] || printf '%sdelete pod -n %s %s-test --ignore-not-found\n' "$(quote kubectl ${context:+--context "$context"})" "$namespace" "$name"
}
restart_commands() {
  kubectl_words="$(quote kubectl ${context:+--context "$context"})"
  workloads=$(awk -F '\t' -v name="$1" '$2 == name && $3 !~ /^job\// { printf "%s ", $3 }' "$work/workloads")
  printf '%srollout restart -n %s %s\n' "$kubectl_words" "$namespace" "$workloads"
  for workload in $workloads; do printf '%srollout status -n %s %s --timeout=%s\n' "$kubectl_words" "$namespace" "$workload" "$timeout"; done
}

# Prints what would be done, in order.
plan_only() {
  for one in $2; do
    "$3" "$one"
    record "$one" planned '' '' '' false '' 2>/dev/null
  done
  verdict='nothing was changed'
  finish 0
}

# DIRECTION SET FUNCTION, then how it went.
act() {
  if [ -n "$dry_run" ]; then plan_only "$@"; fi
  run_graph "$@"
  code=$(exit_code)
  [ -z "$interrupted" ] || code=$interrupted
}

# Sets `set`: components in order, or the umbrella.
choose_set() {
  if [ "$mode" = umbrella ]; then
    [ -z "$named" ] || wrong "$name is one release with all components. $1"
    set=$umbrella
  else
    wanted_components
  fi
}

do_install() {
  choose_mode
  choose_set "Its values switch a component on: openim upgrade --set ${named%% *}.enabled=true"
  choose_charts
  check_values
  # Installed together, what is there already is left alone: so a second run goes on where the first stopped.
  if [ "$mode" = separate ] && [ -z "$named" ]; then
    rest=
    for one in $set; do
      release_of "$one"
      if find_release "$rel" && [ "$status" = deployed ]; then record "$one" unchanged '' '' "$revision" false 'is there'; else rest="$rest$one "; fi
    done
    set=$rest
  fi
  [ -n "$dry_run" ] || preflight_first
  act forward "$set" install_commands
  conclude
}

do_upgrade() {
  need_namespace
  choose_mode
  choose_set "An upgrade restarts only what its values change: leave the name out, or say --set ${named%% *}.<key>=…"
  choose_charts
  check_values
  need_installed
  [ -n "$dry_run" ] || preflight_first
  act forward "$set" upgrade_commands
  conclude
}

need_installed() {
  for one in $set; do
    release_of "$one"
    find_release "$rel" || { verdict="there is no release $rel in namespace $namespace; openim install makes it" && say "openim: $verdict" && finish 1; }
  done
  [ -n "$set" ] || { verdict="nothing of $name is installed in namespace $namespace" && say "openim: $verdict" && finish 1; }
}

do_restart() {
  need_namespace
  choose_mode
  look || { verdict="the cluster does not answer: $(tail -n 1 "$work/look.err")" && say "openim: $verdict" && finish 1; }
  in_order "$(awk -F '\t' '$3 !~ /^job\// { printf "%s ", $2 }' "$work/workloads")"
  for one in $named; do
    among "$set" "$one" || { verdict="$one has no workload in namespace $namespace" && say "openim: $verdict" && finish 1; }
  done
  [ -n "$set" ] || { verdict="nothing of $name is installed in namespace $namespace" && say "openim: $verdict" && finish 1; }
  act forward "$set" restart_commands
  conclude
}

# What a command ended in, in one line; for what failed, the part that is to blame.
conclude() {
  if [ "$code" -ne 0 ]; then
    # What was rolled back shows nothing any more; then the last look before counts.
    if look && [ -s "$work/workloads" ]; then
      one_line
      failing=${line:-$failing}
    fi
    verdict="$command: $(awk -F '\t' '{ count[$4]++ } END { for (i = split("failed timeout interrupted skipped succeeded", list, " "); i > 0; i--) if (count[list[i]]) text = count[list[i]] " " (list[i] == "timeout" ? "timed out" : list[i]) (text == "" ? "" : ", " text); print text }' "$work/components")${failing:+. $failing}"
  else
    failing=
    verdict="$command: done"
  fi
  say "$verdict"
  finish "$code"
}

do_delete() {
  [ -z "$purge_data$purge_secrets" ] || [ -n "$yes$dry_run" ] || wrong "--purge-data and --purge-secrets cannot be undone: say --yes too (--dry-run shows what goes)"
  need_namespace
  choose_mode
  choose_set "Its values leave a component out: openim upgrade --set ${named%% *}.enabled=false"
  if [ "$mode" = umbrella ] && ! find_release "$name"; then set=; fi
  for one in $named; do
    release_of "$one"
    find_release "$rel" || { verdict="there is no release $rel in namespace $namespace" && say "openim: $verdict" && finish 1; }
  done
  [ -n "$set$purge_data$purge_secrets" ] || { verdict="nothing of $name is installed in namespace $namespace" && say "openim: $verdict" && finish 1; }
  code=0
  if [ -n "$dry_run" ]; then
    back=
    for one in $set; do back="$one $back"; done
    for one in $back; do uninstall_commands "$one"; done
  elif [ -n "$set" ]; then
    act back "$set" uninstall_commands
  fi
  remaining
  if [ "$code" -eq 0 ]; then purge; fi
  while read -r kind one; do printf 'stays: %s %s\n' "$kind" "$one"; done <"$work/remains"
  if [ -s "$work/remains" ] && [ -z "$dry_run" ]; then
    say "Claims hold the messages, Secrets their keys. To take them too: openim delete -n $namespace --name $name --purge-data --purge-secrets --yes"
  fi
  if [ -n "$dry_run" ]; then verdict='nothing was changed' && finish 0; fi
  conclude
}

# Claims and Secrets that uninstalling leaves. With names, the claims of these components alone; Secrets belong to all.
remaining() {
  selector="app.kubernetes.io/instance=$name"
  only=
  [ -z "$named" ] || only=",app.kubernetes.io/name in ($(echo "${named% }" | tr ' ' ','))"
  {
    kube get persistentvolumeclaims -n "$namespace" -l "$selector$only" -o name 2>"$work/remains.err"
    [ -n "$named" ] || kube get secrets -n "$namespace" -l "$selector,app.kubernetes.io/part-of=$umbrella" -o name 2>>"$work/remains.err"
  } | awk -F / -v OFS='\t' '{ print $1, $2 }' >"$work/remains"
}

purge() {
  for what in ${purge_data:+persistentvolumeclaim} ${purge_secrets:+secret}; do
    awk -v kind="$what" '$1 == kind { print $2 }' "$work/remains" >"$work/purge"
    [ -s "$work/purge" ] || continue
    # shellcheck disable=SC2046 # names of objects have no blanks
    set -- $(cat "$work/purge")
    if [ -n "$dry_run" ]; then
      printf '%sdelete %s -n %s %s\n' "$(quote kubectl ${context:+--context "$context"})" "$what" "$namespace" "$*"
    elif kube delete "$what" -n "$namespace" "$@" --timeout="$timeout" >"$work/purge.log" 2>&1; then
      say "deleted: $what $*"
    else
      code=1
      if grep -q 'timed out' "$work/purge.log"; then code=124; fi
      failing="$what: $(tail -n 1 "$work/purge.log")"
      say "$failing"
    fi
  done
  [ -n "$dry_run" ] || remaining
}
