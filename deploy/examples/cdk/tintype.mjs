// tintype in front of a bucket that exists, for the AWS CDK. The stack has to be
// in us-east-1: Lambda@Edge functions have no other home. In a stack elsewhere,
// cloudfront.experimental.EdgeFunction makes one there for the function.
//
//   new Tintype(stack, 'Images', { bucket, package: 'build/tintype.zip', viewerRequest: 'build/viewer-request.js' })
//
// Further properties: memorySize, httpVersion, originShieldRegion (the nearest to the bucket), webAclId,
// responseHeadersPolicy (in place of its own), corsOrigins, moreBuckets, objects (patterns of what the
// function may read of the bucket), cacheTagHeader, logRetention,
// alarmTopic, dashboard, accessLogs (ARN of a bucket or a log group in us-east-1). A bucket in another region
// than the stack's has to say so: Bucket.fromBucketAttributes(stack, 'Originals', { bucketName, region }); one
// that is encrypted, its encryptionKey. Tags are Tags.of(images).add, a permissions boundary is
// iam.PermissionsBoundary.of(images).apply.
//
// `make zip template` builds both files. CDK merges no policy into an imported
// bucket: add the statement of bucketPolicyStatement to it. `cdk destroy` needs a second
// run some hours later, when AWS has removed the function's replicas.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ArnFormat, Duration, RemovalPolicy, Stack, aws_cloudfront as cloudfront, aws_cloudfront_origins as origins, aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as actions, aws_iam as iam, aws_lambda as lambda, aws_logs as logs } from 'aws-cdk-lib'
import { Construct } from 'constructs'

export class Tintype extends Construct {
  constructor(scope, id, props) {
    super(scope, id)
    const { bucket, viewerRequest, accessLogs, alarmTopic, dashboard } = props
    this.makeFunction(props)
    this.makeDistribution(props, this.makeViewerRequest(viewerRequest))
    if (alarmTopic) this.makeAlarms(alarmTopic)
    if (dashboard) this.makeDashboard()
    if (accessLogs) this.makeAccessLogs(accessLogs)

    this.bucketPolicyStatement = new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects('*')],
      conditions: { StringEquals: { 'AWS:SourceArn': this.distribution.distributionArn } },
    })
  }

  makeFunction({ bucket, objects = ['*'], moreBuckets = [], package: path, memorySize = 1769, logRetention = logs.RetentionDays.ONE_MONTH }) {
    const stack = Stack.of(this), logGroupName = `/tintype/${stack.stackName}`
    // Lambda@Edge assumes the role as both services.
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('lambda.amazonaws.com'), new iam.ServicePrincipal('edgelambda.amazonaws.com')),
    })
    for (const b of [bucket, ...moreBuckets]) {
      b.encryptionKey?.grantDecrypt(this.role)
      const keys = b === bucket ? objects : ['*']
      this.role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: keys.map((key) => b.arnForObjects(key)) }))
    }
    // A group of one's own has the same name in every region. Replicas make it in theirs.
    this.role.addToPolicy(new iam.PolicyStatement({
      actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [stack.formatArn({ service: 'logs', region: '*', resource: 'log-group', resourceName: `${logGroupName}:*`, arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
    }))
    const logGroup = new logs.LogGroup(this, 'Logs', { logGroupName, retention: logRetention, removalPolicy: RemovalPolicy.DESTROY })

    // Every new package is a new version; the ones before stay for a rollback.
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.X86_64,
      handler: 'index.handler',
      code: lambda.Code.fromAsset(path),
      memorySize,
      timeout: Duration.seconds(30),
      role: this.role,
      logGroup,
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    })
  }

  // A new source is a new function, so that the distribution changes it and the
  // version in one update: the two have the same tokens compiled in.
  makeViewerRequest(viewerRequest) {
    const hash = createHash('sha256').update(readFileSync(viewerRequest)).digest('hex').slice(0, 8)
    this.viewerRequest = new cloudfront.Function(this, `ViewerRequest${hash}`, {
      runtime: cloudfront.FunctionRuntime.JS_2_0,
      code: cloudfront.FunctionCode.fromFile({ filePath: viewerRequest }),
    })
    return this.viewerRequest
  }

  makeDistribution({ bucket, httpVersion = cloudfront.HttpVersion.HTTP2_AND_3, originShieldRegion, webAclId, responseHeadersPolicy,
    corsOrigins = ['*'], cacheTagHeader = 'Cache-Tag' }, viewerRequest) {
    // Origin triggers see a query string only where all of it is forwarded.
    // Accept is not in the key: the viewer request resolves it first.
    const cachePolicy = new cloudfront.CachePolicy(this, 'CachePolicy', {
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.days(1),
      maxTtl: Duration.days(365),
      queryStringBehavior: cloudfront.CacheQueryStringBehavior.all(),
    })
    // For what passes through untouched; what the function makes says so itself.
    responseHeadersPolicy ??= corsOrigins.length ? new cloudfront.ResponseHeadersPolicy(this, 'Headers', {
      corsBehavior: {
        accessControlAllowCredentials: false, accessControlAllowHeaders: ['*'], accessControlAllowMethods: ['GET', 'HEAD', 'OPTIONS'],
        accessControlAllowOrigins: corsOrigins, accessControlMaxAge: Duration.days(1), originOverride: false,
      },
      securityHeadersBehavior: { contentTypeOptions: { override: true } },
    }) : undefined
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
        functionAssociations: [{ eventType: cloudfront.FunctionEventType.VIEWER_REQUEST, function: viewerRequest }],
        edgeLambdas: [{ eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE, functionVersion: this.function.currentVersion }],
      },
    })
    // The construct knows nothing of cache tags yet.
    if (cacheTagHeader) this.distribution.node.defaultChild.addPropertyOverride('DistributionConfig.CacheTagConfig', { HeaderName: cacheTagHeader })
  }

  // CloudFront's metrics are in us-east-1, for all edges together.
  metrics() {
    const metric = (metricName, statistic, dimensions) => new cloudwatch.Metric({ namespace: 'AWS/CloudFront', metricName, statistic,
      period: Duration.minutes(1), dimensionsMap: { ...dimensions, Region: 'Global' } })
    const distribution = { DistributionId: this.distribution.distributionId }, viewer = { FunctionName: this.viewerRequest.functionName }
    return {
      requests: metric('Requests', 'Sum', distribution), errors: metric('5xxErrorRate', 'Average', distribution),
      throttles: metric('FunctionThrottles', 'Sum', viewer), utilization: metric('FunctionComputeUtilization', 'Average', viewer),
    }
  }

  makeAlarms(topic) {
    const { errors, throttles, utilization } = this.metrics()
    for (const [name, metric, threshold] of [['Errors', errors, 1], ['Throttles', throttles, 0], ['Utilization', utilization, 70]]) {
      new cloudwatch.Alarm(this, `${name}Alarm`, { metric, threshold, evaluationPeriods: 5, datapointsToAlarm: 3,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new actions.SnsAction(topic))
    }
  }

  makeDashboard() {
    const { requests, errors, throttles, utilization } = this.metrics()
    new cloudwatch.Dashboard(this, 'Board', { widgets: [[
      new cloudwatch.GraphWidget({ title: 'Requests', left: [requests], right: [errors], width: 12 }),
      new cloudwatch.GraphWidget({ title: 'Viewer request', left: [utilization], right: [throttles], width: 12 }),
    ]] })
  }

  // Standard logging v2.
  makeAccessLogs(destinationResourceArn) {
    const name = `${Stack.of(this).stackName}-access`
    const source = new logs.CfnDeliverySource(this, 'AccessLogsSource', { name, logType: 'ACCESS_LOGS', resourceArn: this.distribution.distributionArn })
    const destination = new logs.CfnDeliveryDestination(this, 'AccessLogsDestination', { name, destinationResourceArn,
      outputFormat: destinationResourceArn.includes(':logs:') ? 'json' : 'parquet' })
    new logs.CfnDelivery(this, 'AccessLogsDelivery', { deliverySourceName: source.name, deliveryDestinationArn: destination.attrArn })
  }
}
