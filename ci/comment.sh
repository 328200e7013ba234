#!/bin/sh
# Writes a file as a comment to a pull request; a later run replaces it. Its first line is a mark by which it is found again.
#   GH_TOKEN=… ci/comment.sh <owner/repository> <number> <file>
set -eu
repository=${1:?"usage: ci/comment.sh <owner/repository> <number> <file>"}
number=${2:?"usage: ci/comment.sh <owner/repository> <number> <file>"}
file=${3:?"usage: ci/comment.sh <owner/repository> <number> <file>"}
mark=$(head -n 1 "$file")
export mark
id=$(gh api --paginate "repos/$repository/issues/$number/comments" --jq '.[] | select(.body | startswith(env.mark)) | .id' | head -n 1)
if [ -n "$id" ]; then
  gh api --silent --method PATCH "repos/$repository/issues/comments/$id" --field "body=@$file"
else
  gh api --silent --method POST "repos/$repository/issues/$number/comments" --field "body=@$file"
fi
