#!/usr/bin/env bash
# From a bucket of originals to a distribution with a function URL behind it:
# BUCKET=my-originals REGION=eu-west-1 deploy/url/deploy.sh. `make deploy HOST=url` builds
# what it sends. DRY_RUN=1 shows what it would do, and sends nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${BUCKET:?the bucket of the originals}"
export AWS_REGION=${REGION:-us-east-1}
stack=${STACK:-tintype-url}
run() { if [ -n "${DRY_RUN:-}" ]; then printf '%q ' "$@"; echo; else "$@"; fi; }

sum=$(sha256sum build/url/bootstrap.zip | cut -c1-16)
packages=${PACKAGES:-$stack-packages-$([ -n "${DRY_RUN:-}" ] && echo ACCOUNT || aws sts get-caller-identity --query Account --output text)-$AWS_REGION}
if [ -n "${DRY_RUN:-}" ] || ! aws s3api head-bucket --bucket "$packages" 2>/dev/null; then
  run aws s3 mb "s3://$packages"
fi
run aws s3 cp --only-show-errors build/url/bootstrap.zip "s3://$packages/bootstrap-$sum.zip"
parameters=("BucketName=$BUCKET" "PackageBucket=$packages" "PackageKey=bootstrap-$sum.zip")
for pair in "MemorySize=${MEMORY:-}" "MaxConcurrency=${CONCURRENCY:-}" "OriginShieldRegion=${SHIELD:-}" "PriceClass=${PRICE_CLASS:-}"; do
  [ -n "${pair#*=}" ] && parameters+=("$pair")
done
run aws cloudformation deploy --stack-name "$stack" --template-file build/url/template.yaml --s3-bucket "$packages" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset --parameter-overrides "${parameters[@]}"
run aws cloudformation describe-stacks --stack-name "$stack" --query 'Stacks[0].Outputs' --output table
