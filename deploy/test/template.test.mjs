// The template, as it stands and as it is rendered, and what the CDK example
// makes, held against Amazon's resource schemas. TEMPLATES names more files.
import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { App, Stack, aws_s3 as s3 } from 'aws-cdk-lib'
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'

const plain = fileURLToPath(new URL('../template.yaml', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'tintype-'))

const common = {
  PackageBucket: 'tintype-123456789012-us-east-1', PackageKey: 'packages/tintype.zip', PackageSha256: `${'A'.repeat(43)}=`,
  Aliases: 'img.example.com',
}
const version = 'arn:aws:lambda:us-east-1:123456789012:function:tintype:1'
const certificate = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012'

// Sets of parameters that the template's conditions tell apart.
const cases = {
  'existing bucket': { BucketName: 'photos', BucketRegion: 'eu-central-1' },
  'new bucket': { BucketName: 'photos', CreateBucket: 'true' },
  'attached': { BucketName: 'photos', CreateDistribution: 'false', ReadableObjects: 'arn:aws:s3:::photos/images/*,arn:aws:s3:::photos/logos/*' },
  'attached to a web server': { BucketName: '', CreateDistribution: 'false' },
  'production': {
    BucketName: 'photos', BucketRegion: 'eu-central-1', OriginShieldRegion: 'eu-central-1', HttpVersion: 'http2',
    KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012',
    WebAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/photos/12345678-1234-1234-1234-123456789012',
    AlarmTopicArn: 'arn:aws:sns:us-east-1:123456789012:ops', Dashboard: 'true', BucketOwner: '210987654321',
    AccessLogs: 'arn:aws:logs:us-east-1:123456789012:log-group:/access', AccessLogsFormat: 'json', CorsOrigins: 'https://www.example.com',
    ResponseHeadersPolicyId: '67f7725c-6f97-4210-82d7-5512b31e9d03', PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary',
  },
  'no cross-origin readers, no tags': { BucketName: 'photos', CorsOrigins: '', CacheTagHeader: '' },
  'rolled back, own host name': { BucketName: 'photos', PinnedVersion: version, CertificateArn: certificate },
}

// The judge also looks at the branch of an Fn::If that is not taken: an empty
// parameter is no boundary, and none is what the role then has. And it takes the value
// of a parameter that is given here for one that stands in the template.
const accepted = ['FATAL F3033 Role Properties.PermissionsBoundary: length 0 is below minimum 20',
  "WARN W9002 AccessLogsDestination Properties.DestinationResourceArn: Property 'DestinationResourceArn' has a hardcoded ARN - use Ref, GetAtt, or a parameter instead"]

// problems lists what the schemas and the rules say against a template.
function problems(file, parameters = {}) {
  const engine = new CelEngine()
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(file), {
      severityLevel: 'WARN', parameterOverrides: parameters,
      pseudoParameterOverrides: { accountId: '123456789012', region: 'us-east-1', stackName: 'tintype', partition: 'aws' },
    })
    return diagnostics.map((d) => `${d.severity} ${d.ruleId} ${d.entity?.logicalId} ${d.propertyPath}: ${d.message}`).filter((p) => !accepted.includes(p))
  } finally {
    engine.free()
  }
}

for (const file of [plain, ...(process.env.TEMPLATES ?? '').split(' ').filter(Boolean)]) {
  for (const [name, parameters] of Object.entries(cases)) {
    test(`${file} is valid: ${name}`, () => {
      assert.deepEqual(problems(file, { ...common, ...parameters }), [])
    })
  }
}

// The judge judges: what is misspelled, missing or unknown is found.
for (const [from, to, want] of [
  ['MinTTL: 0', 'MinTtl: 0', /MinTtl/],
  ['nodejs24.x', 'nodejs23.x', /nodejs23.x/],
  ['!GetAtt Role.Arn', '!GetAtt Role.ARN', /Role.ARN|ARN/],
  ['x86_64', 'x86', /x86/],
]) {
  test(`a template with ${to} is refused`, () => {
    const broken = join(scratch, 'broken.yaml')
    writeFileSync(broken, readFileSync(plain, 'utf8').replace(from, to))
    assert.match(problems(broken, { ...common, ...cases['existing bucket'] }).join('\n'), want)
  })
}

test('the CDK example makes a valid stack with what the template has', async () => {
  // The example finds its packages beside the copy.
  const copy = new URL('./node_modules/.tintype.mjs', import.meta.url)
  copyFileSync(new URL('../examples/cdk/tintype.mjs', import.meta.url), copy)
  const { Tintype } = await import(copy)
  const path = join(scratch, 'tintype.zip')
  const viewerRequest = join(scratch, 'viewer-request.js')
  writeFileSync(path, 'PK\x05\x06' + '\0'.repeat(18))
  writeFileSync(viewerRequest, 'function handler(event) { return event.request }')
  const app = new App({ outdir: join(scratch, 'cdk.out') })
  const stack = new Stack(app, 'Images', { env: { account: '123456789012', region: 'us-east-1' } })
  new Tintype(stack, 'Tintype', { bucket: s3.Bucket.fromBucketAttributes(stack, 'Originals', { bucketName: 'photos', region: 'eu-central-1' }),
    package: path, viewerRequest, originShieldRegion: 'eu-central-1', webAclId: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/12345678-1234-1234-1234-123456789012' })
  const { template } = app.synth().getStackByName('Images')
  const file = join(scratch, 'cdk.json')
  writeFileSync(file, JSON.stringify(template))
  // CDK writes Fn::Join where it could write Fn::Sub.
  assert.deepEqual(problems(file).filter((p) => /FATAL|ERROR/.test(p)), [])

  const of = (type) => Object.values(template.Resources).filter((r) => r.Type === type)
  const behavior = of('AWS::CloudFront::Distribution')[0].Properties.DistributionConfig.DefaultCacheBehavior
  const distribution = of('AWS::CloudFront::Distribution')[0].Properties.DistributionConfig
  assert.deepEqual(distribution.Origins[0].OriginShield, { Enabled: true, OriginShieldRegion: 'eu-central-1' })
  assert.match(JSON.stringify(distribution.Origins[0].DomainName), /eu-central-1/)
  assert.match(distribution.WebACLId, /webacl/)
  assert.equal(behavior.LambdaFunctionAssociations[0].EventType, 'origin-response')
  assert.equal(behavior.FunctionAssociations[0].EventType, 'viewer-request')
  assert.equal(of('AWS::Lambda::Version')[0].DeletionPolicy, 'RetainExceptOnCreate')
  assert.match(JSON.stringify(of('AWS::IAM::Policy')[0]), /:logs:\*:123456789012:log-group:\/tintype\/Images:\*/)
  assert.deepEqual(distribution.CacheTagConfig, { HeaderName: 'Cache-Tag' })
  assert.match(JSON.stringify(of('AWS::CloudFront::ResponseHeadersPolicy')[0]), /"AccessControlAllowOrigins":\{"Items":\["\*"\]/)
  assert.match(JSON.stringify(of('AWS::IAM::Role')[0].Properties.AssumeRolePolicyDocument), /edgelambda\.amazonaws\.com/)
  const { ParametersInCacheKeyAndForwardedToOrigin: key, MinTTL } = of('AWS::CloudFront::CachePolicy')[0].Properties.CachePolicyConfig
  assert.deepEqual([MinTTL, key.QueryStringsConfig.QueryStringBehavior, key.HeadersConfig.HeaderBehavior], [0, 'all', 'none'])
})
