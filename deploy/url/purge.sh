#!/usr/bin/env bash
# Removes every image of an original from the bucket of results and from the cache:
# KEY=/photos/cat.jpg deploy/url/purge.sh. DRY_RUN=1 sends nothing.
set -euo pipefail
: "${KEY:?the path of the original, as viewers send it}"
export AWS_REGION=${REGION:-us-east-1}
stack=${STACK:-tintype-url}
run() { if [ -n "${DRY_RUN:-}" ]; then printf '%q ' "$@"; echo; else "$@"; fi; }
output() { [ -n "${DRY_RUN:-}" ] && echo "$1" || aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text; }
plain=$(printf '%b' "${KEY//%/\\x}")
run aws s3 rm --recursive --only-show-errors "s3://$(output ResultsBucket)/${plain#/}/"
run aws cloudfront create-invalidation --distribution-id "$(output Distribution)" --paths "$KEY" "$KEY/~*" --query Invalidation.Status --output text
