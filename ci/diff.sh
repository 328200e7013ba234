#!/bin/sh
# What a change does to the rendered objects, compared with a commit: Markdown for a comment, on standard output.
#   ci/diff.sh [base]         (default: origin/main)
# Objects are compared by what they mean (dyff), so order and layout do not count.
set -eu
cd "$(dirname "$0")/.."
base=${1:-origin/main}
PATH=$PATH:$PWD/.tools/bin
export PATH
work=$(mktemp -d)
finish() {
  git worktree remove --force "$work/base" 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT
git worktree add --quiet --detach "$work/base" "$base"
./ci/render.sh "$work/base" "$work/before"
./ci/render.sh . "$work/after"

echo "<!-- rendered-objects -->"
echo "### Rendered objects, compared with $(git rev-parse --short "$base")"
for after in "$work"/after/*.yaml; do
  name=$(basename "$after" .yaml)
  before=$work/before/$name.yaml
  [ -e "$before" ] || : >"$before"
  echo
  # 0: alike, 1: different, more: dyff itself failed.
  code=0
  dyff between --set-exit-code --omit-header --output github "$before" "$after" >"$work/text" || code=$?
  case $code in
    0) echo "**$name**: no difference" ;;
    1)
      echo "<details><summary><b>$name</b>: $(grep -c '^@@' "$work/text" || true) places differ</summary>"
      printf '\n```diff\n'
      # A comment has room for 65536 characters.
      head -c 15000 "$work/text"
      [ "$(wc -c <"$work/text")" -le 15000 ] || printf '\n… cut off; run ci/diff.sh for the rest\n'
      printf '\n```\n</details>\n'
      ;;
    *) exit "$code" ;;
  esac
done
