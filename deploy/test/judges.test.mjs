// cdk-nag's AwsSolutions and the rules of AWS Control Tower by CloudFormation Guard, on
// the template and on what the CDK example makes. Each rule that is not followed has a
// reason here; a reason that no rule asks for any more fails as well.
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { App, Stack, Validations, aws_s3 as s3, aws_sns as sns, cloudformation_include as include } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard'

const certificate = 'with ALIASES and CERTIFICATE the distribution has a certificate, SNI and TLSv1.2_2021; the default domain name has none of its own'
const viewed = 'a CDN answers every country; who wants less has WEB_ACL'
const logging = 'access logs are standard logging v2 (ACCESS_LOGS), which the rule does not know'
const originals = 'originals are the owner\'s: the bucket is created empty where there was none, and keeping, versions and notices are for its owner to choose'

const reasons = {
  'AwsSolutions-IAM5': 'one action, s3:GetObject, on all objects of the bucket of originals, and the log group in all regions, where replicas log',
  'AwsSolutions-CFR1': viewed,
  'AwsSolutions-CFR3': logging,
  'AwsSolutions-CFR4': certificate,
  cloudfront_default_root_object_configured_check: 'there is no page at /, only images',
  cloudfront_origin_failover_enabled_check: 'one bucket; a failover origin is the owner\'s to add, and attach reads origin groups',
  cloudfront_access_logs_enabled_check: logging,
  cloudfront_custom_ssl_certificate_check: certificate,
  cloudfront_sni_enabled_check: certificate,
  cloudfront_security_policy_check: certificate,
  cloudwatch_log_group_retention_period_check: '30 days by default: lines name paths and widths that were asked for, which nobody needs for a year; RETENTION=365',
  cloudwatch_log_group_encrypted_check: 'CloudWatch encrypts with its own key, and replicas make the group in regions that have no other',
  lambda_inside_vpc_check: 'a function at the edge cannot be in a VPC',
}

const reasonsForBucket = {
  'AwsSolutions-S1': originals,
  s3_bucket_default_encryption_kms_check: 'KMS_KEY is for buckets that have one; a key costs per request and its policy needs the distribution',
  s3_bucket_policy_ssl_requests_only_check: 'the policy has the statement, TlsOnly; the rule reads no Fn::Sub',
  s3_bucket_versioning_enabled_check: originals,
  s3_bucket_logging_enabled_check: originals,
  s3_event_notifications_enabled_check: originals,
  s3_lifecycle_policy_check: originals,
  s3_bucket_object_lock_enabled_check: originals,
}

// Not findings about the template: an empty default of a parameter whose condition
// leaves the property out.
const accepted = ['W1030']

const scratch = mkdtempSync(join(tmpdir(), 'tintype-'))

// found are the names of the rules that are not followed.
function found(name, build) {
  const outdir = join(scratch, name)
  const app = new App({ outdir })
  build(new Stack(app, 'Images', { env: { account: '123456789012', region: 'us-east-1' } }))
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new CfnGuardValidator())
  const { exitCode } = process, { error } = console
  console.error = () => {} // the report is on paper, too
  try { app.synth() } catch {}
  console.error = error
  process.exitCode = exitCode
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'))
  assert.ok(pluginReports.some((r) => r.pluginName === 'AwsSolutions') && pluginReports.some((r) => r.pluginName === 'cdk-validator-cfnguard'))
  const names = pluginReports.flatMap((r) => r.violations.map((v) => v.ruleName.replace(/\[.*/, '')))
  return [...new Set(names)].filter((rule) => !accepted.includes(rule)).sort()
}

// told prints the rules that are not followed, and why.
const told = (t, rules, why) => rules.forEach((rule) => t.diagnostic(`${rule}: ${why[rule]}`))

test('the template: every rule that is not followed has a reason', (t) => {
  const rules = found('template', (stack) => new include.CfnInclude(stack, 'Template', { templateFile: fileURLToPath(new URL('../template.yaml', import.meta.url)) }))
  told(t, rules, { ...reasons, ...reasonsForBucket })
  assert.deepEqual(rules, Object.keys({ ...reasons, ...reasonsForBucket }).sort())
})

test('the CDK example: every rule that is not followed has a reason', async () => {
  const copy = new URL('./node_modules/.tintype-judged.mjs', import.meta.url)
  copyFileSync(new URL('../examples/cdk/tintype.mjs', import.meta.url), copy)
  const { Tintype } = await import(copy)
  const path = join(scratch, 'tintype.zip'), viewerRequest = join(scratch, 'viewer-request.js')
  writeFileSync(path, 'PK\x05\x06' + '\0'.repeat(18))
  writeFileSync(viewerRequest, 'function handler(event) { return event.request }')
  const rules = found('cdk', (stack) => new Tintype(stack, 'Tintype', {
    bucket: s3.Bucket.fromBucketAttributes(stack, 'Originals', { bucketName: 'photos', region: 'eu-central-1' }), package: path, viewerRequest,
    originShieldRegion: 'eu-central-1', webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/12345678-1234-1234-1234-123456789012',
    dashboard: true, accessLogs: 'arn:aws:s3:::logs', alarmTopic: sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:us-east-1:123456789012:ops'),
  }))
  assert.deepEqual(rules, Object.keys(reasons).sort())
})
