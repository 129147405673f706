// tintype in front of a bucket that exists, for the AWS CDK. The stack has to be
// in us-east-1: Lambda@Edge functions have no other home.
//
//   new Tintype(stack, 'Images', { bucket, package: 'build/tintype.zip', viewerRequest: 'build/viewer-request.js' })
//
// Further properties: memorySize, httpVersion, originShieldRegion (the nearest to the bucket), webAclId,
// responseHeadersPolicy. A bucket in another region than the stack's has to say so:
// Bucket.fromBucketAttributes(stack, 'Originals', { bucketName, region }).
//
// `make zip template` builds both files. CDK merges no policy into an imported
// bucket: add the statement of bucketPolicyStatement to it.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ArnFormat, Duration, RemovalPolicy, Stack, aws_cloudfront as cloudfront, aws_cloudfront_origins as origins, aws_iam as iam,
  aws_lambda as lambda } from 'aws-cdk-lib'
import { Construct } from 'constructs'

export class Tintype extends Construct {
  constructor(scope, id, { bucket, package: path, viewerRequest, memorySize = 1769,
    httpVersion = cloudfront.HttpVersion.HTTP2_AND_3, originShieldRegion, webAclId, responseHeadersPolicy }) {
    super(scope, id)
    const stack = Stack.of(this)

    // Lambda@Edge assumes the role as both services.
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')),
    })
    bucket.encryptionKey?.grantDecrypt(role)
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [bucket.arnForObjects('*')] }))
    role.addToPolicy(new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [stack.formatArn({ service: 'logs', region: '*', resource: 'log-group', resourceName: '/aws/lambda/us-east-1.*', arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    }))

    // Every new package is a new version; the ones before stay for a rollback.
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.X86_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path),
      memorySize,
      timeout: Duration.seconds(30),
      role,
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    })

    // Origin triggers see a query string only where all of it is forwarded.
    // Accept is not in the key: the viewer request resolves it first.
    const cachePolicy = new cloudfront.CachePolicy(this, 'CachePolicy', {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.days(1),
      maxTtl: Duration.days(365),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    })

    // A new source is a new function, so that the distribution changes it and the
    // version in one update: the two have the same tokens compiled in.
    const hash = createHash('sha256').update(readFileSync(viewerRequest)).digest('hex').slice(0, 8)
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      httpVersion,
      webAclId,
      defaultBehavior: {
        origin: origins.S3BucketOrigin.withOriginAccessControl(bucket, { originShieldRegion }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS, // the viewer request answers OPTIONS
        compress: false,
        cachePolicy,
        responseHeadersPolicy,
        functionAssociations: [{
          eventType: cloudfront.FunctionEventType.VIEWER_REQUEST,
          function: new cloudfront.Function(this, `ViewerRequest${hash}`, {
            runtime: cloudfront.FunctionRuntime.JS_2_0,
            code: cloudfront.FunctionCode.fromFile({ filePath: viewerRequest }),
          }),
        }],
        edgeLambdas: [{ eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: this.function.currentVersion }],
      },
    })

    this.bucketPolicyStatement = new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'AWS:SourceArn': this.distribution.distributionArn } },
    })
  }
}
