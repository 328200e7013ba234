#!/bin/sh
# The branch gh-pages as the published folder dist/repo.
#   ci/pages.sh checkout      what was published until now; an empty branch when there is none
#   ci/pages.sh push          what has been added; refused when somebody was faster, then begin anew with checkout
set -eu
cd "$(dirname "$0")/.."
case ${1:-} in
  checkout)
    if git fetch --quiet --depth 1 origin gh-pages 2>/dev/null; then
      git worktree add --quiet --force -B gh-pages dist/repo FETCH_HEAD
    else
      # As `git worktree add --orphan` does in newer versions.
      git worktree add --quiet --force --detach --no-checkout dist/repo
      git -C dist/repo symbolic-ref HEAD refs/heads/gh-pages
      git -C dist/repo read-tree --empty
    fi
    ;;
  push)
    cd dist/repo
    # Archives are what is published here, whatever a .gitignore says elsewhere.
    git add --all --force
    if git diff --cached --quiet; then
      echo "nothing new to push"
    else
      git -c "user.name=${GIT_AUTHOR_NAME:-publisher}" -c "user.email=${GIT_AUTHOR_EMAIL:-publisher@localhost}" commit --quiet --message "Publish $(sed -n 's/^version: *//p' ../../charts/openim/Chart.yaml)"
      git push --quiet origin gh-pages
    fi
    ;;
  *)
    echo "usage: ci/pages.sh checkout | push" >&2
    exit 2
    ;;
esac
