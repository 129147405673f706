package awstest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// kind is how resources of one type come, change and go.
type kind struct {
	action     string   // the permission that creating one takes
	createOnly []string // properties whose change makes a new resource
	create     func(c *Cloud, stack, id string, p map[string]any) (physical string, f *failure)
	update     func(c *Cloud, physical string, p map[string]any) *failure
	remove     func(c *Cloud, physical string) *failure
	attributes func(c *Cloud, physical string) map[string]string
}

// kinds are the types that the template has.
var kinds = map[string]kind{
	"AWS::S3::Bucket":                        bucketKind,
	"AWS::S3::BucketPolicy":                  bucketPolicyKind,
	"AWS::IAM::Role":                         roleKind,
	"AWS::Lambda::Function":                  functionKind,
	"AWS::Lambda::Version":                   versionKind,
	"AWS::Logs::LogGroup":                    logGroupKind,
	"AWS::CloudWatch::Alarm":                 alarmKind,
	"AWS::CloudFront::CachePolicy":           named("cloudfront:CreateCachePolicy", "CachePolicy", func(c *Cloud) map[string]string { return c.caches }, "CachePolicyConfig"),
	"AWS::CloudFront::OriginAccessControl":   named("cloudfront:CreateOriginAccessControl", "OriginAccessControl", func(c *Cloud) map[string]string { return c.controls }, "OriginAccessControlConfig"),
	"AWS::CloudFront::ResponseHeadersPolicy": named("cloudfront:CreateResponseHeadersPolicy", "ResponseHeadersPolicy", func(c *Cloud) map[string]string { return c.headers }, "ResponseHeadersPolicyConfig"),
	"AWS::CloudFront::Function":              viewerKind,
	"AWS::CloudWatch::Dashboard":             keptKind("cloudwatch:PutDashboard", "DashboardName"),
	"AWS::KMS::Key":                          keyKind,
	"AWS::Logs::DeliverySource":              keptKind("logs:PutDeliverySource", "Name"),
	"AWS::Logs::DeliveryDestination":         keptKind("logs:PutDeliveryDestination", "Name"),
	"AWS::Logs::Delivery":                    keptKind("logs:CreateDelivery", "DeliverySourceName"),
	"AWS::CloudFront::Distribution":          distributionKind,
}

func str(p map[string]any, key string) string {
	if v, found := p[key]; found {
		return fmt.Sprint(v)
	}
	return ""
}

func asJSON(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

var bucketKind = kind{
	action: "s3:CreateBucket", createOnly: []string{"BucketName"},
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		name := str(p, "BucketName")
		if c.buckets[name] != nil {
			return "", fail(409, "AlreadyExists", "%s already exists", name)
		}
		c.buckets[name] = &bucket{region: "us-east-1", owner: Account, objects: map[string][]byte{}}
		return name, nil
	},
	update: func(*Cloud, string, map[string]any) *failure { return nil },
	remove: func(c *Cloud, name string) *failure {
		if len(c.buckets[name].objects) > 0 {
			return fail(409, "BucketNotEmpty", "The bucket you tried to delete is not empty")
		}
		delete(c.buckets, name)
		return nil
	},
	attributes: func(_ *Cloud, name string) map[string]string {
		return map[string]string{"RegionalDomainName": name + ".s3.us-east-1.amazonaws.com", "Arn": "arn:aws:s3:::" + name}
	},
}

var bucketPolicyKind = kind{
	action: "s3:PutBucketPolicy", createOnly: []string{"Bucket"},
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		name := str(p, "Bucket")
		c.buckets[name].policy = asJSON(p["PolicyDocument"])
		return name, nil
	},
	update: func(c *Cloud, name string, p map[string]any) *failure {
		c.buckets[name].policy = asJSON(p["PolicyDocument"])
		return nil
	},
	remove: func(c *Cloud, name string) *failure { c.buckets[name].policy = ""; return nil },
}

var roleKind = kind{
	action: "iam:CreateRole",
	create: func(c *Cloud, stack, id string, p map[string]any) (string, *failure) {
		c.serial++
		name := fmt.Sprintf("%s-%s-%d", stack, id, c.serial)
		c.roles[name] = &role{arn: "arn:aws:iam::" + Account + ":role/" + name}
		return name, setRole(c, name, p)
	},
	update: setRole,
	remove: func(c *Cloud, name string) *failure { delete(c.roles, name); return nil },
	attributes: func(c *Cloud, name string) map[string]string {
		return map[string]string{"Arn": c.roles[name].arn}
	},
}

func setRole(c *Cloud, name string, p map[string]any) *failure {
	c.roles[name].trust, c.roles[name].policies = asJSON(p["AssumeRolePolicyDocument"]), asJSON(p["Policies"])
	return nil
}

var functionKind = kind{
	action: "lambda:CreateFunction",
	create: func(c *Cloud, stack, id string, p map[string]any) (string, *failure) {
		c.serial++
		name := fmt.Sprintf("%s-%s-%d", stack, id, c.serial)
		f := &function{name: name, arn: "arn:aws:lambda:us-east-1:" + Account + ":function:" + name}
		if fault := setFunction(c, f, p); fault != nil {
			return "", fault
		}
		c.fns[name] = f
		return name, nil
	},
	update: func(c *Cloud, name string, p map[string]any) *failure { return setFunction(c, c.fns[name], p) },
	remove: func(c *Cloud, name string) *failure {
		f := c.fns[name]
		if f.replicas || c.inUse(f.arn+":") {
			return fail(400, "InvalidParameterValueException", "Lambda was unable to delete %s:%d because it is a replicated function. Please see our documentation for Deleting Lambda@Edge Functions and Replicas.", f.arn, len(f.versions))
		}
		delete(c.fns, name)
		return nil
	},
	attributes: func(c *Cloud, name string) map[string]string { return map[string]string{"Arn": c.fns[name].arn} },
}

// setFunction takes the function's properties, as Lambda@Edge allows them.
func setFunction(c *Cloud, f *function, p map[string]any) *failure {
	roleName := str(p, "Role")[strings.LastIndexByte(str(p, "Role"), '/')+1:]
	r := c.roles[roleName]
	if r == nil || !strings.Contains(r.trust, `"lambda.amazonaws.com"`) || !strings.Contains(r.trust, `"edgelambda.amazonaws.com"`) {
		return fail(400, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
	}
	code, _ := p["Code"].(map[string]any)
	sum, exists := c.packageHash(str(code, "S3Bucket"), str(code, "S3Key"))
	if inline := str(code, "ZipFile"); inline != "" && len(inline) <= 4096 {
		sum, exists = "of "+inline[:20], true
	}
	if c.S3 == nil && !exists {
		return fail(400, "InvalidParameterValueException", "Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.")
	}
	settings := maps.Clone(p)
	delete(settings, "Tags") // no part of a version
	f.settings, f.sha256 = asJSON(settings), sum
	return nil
}

var versionKind = kind{
	action: "lambda:PublishVersion", createOnly: []string{"FunctionName", "CodeSha256", "Description"},
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		f := c.fns[str(p, "FunctionName")]
		if f == nil {
			return "", fail(404, "ResourceNotFoundException", "Function not found")
		}
		if want := str(p, "CodeSha256"); c.S3 == nil && want != "" && want != f.sha256 {
			return "", fail(400, "InvalidParameterValueException", "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST.", want, f.sha256)
		}
		v, fault := f.publish(str(p, "Description"))
		if fault != nil {
			return "", fault
		}
		return fmt.Sprintf("%s:%d", f.arn, v.number), nil
	},
	update: func(*Cloud, string, map[string]any) *failure { return nil },
	remove: func(c *Cloud, arn string) *failure {
		at := strings.LastIndexByte(arn, ':')
		f := c.fns[arn[strings.LastIndexByte(arn[:at], ':')+1:at]]
		if c.inUse(arn + "<") {
			return fail(400, "InvalidParameterValueException", "Lambda was unable to delete %s because it is a replicated function.", arn)
		}
		f.versions = slices.DeleteFunc(f.versions, func(v version) bool { return fmt.Sprint(v.number) == arn[at+1:] })
		return nil
	},
}

var logGroupKind = kind{
	action: "logs:CreateLogGroup", createOnly: []string{"LogGroupName"},
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		name := str(p, "LogGroupName")
		if _, exists := c.logs["us-east-1 "+name]; exists {
			return "", fail(400, "AlreadyExists", "Resource of type 'AWS::Logs::LogGroup' with identifier '%s' already exists.", name)
		}
		return name, setRetention(c, name, p)
	},
	update: setRetention,
	remove: func(c *Cloud, name string) *failure { delete(c.logs, "us-east-1 "+name); return nil },
}

// alarmKind keeps nothing but that there is one.
var alarmKind = kind{
	action: "cloudwatch:PutMetricAlarm",
	create: func(c *Cloud, stack, id string, p map[string]any) (string, *failure) {
		name := stack + "-" + id
		c.alarms[name] = asJSON(p)
		return name, nil
	},
	update: func(c *Cloud, name string, p map[string]any) *failure { c.alarms[name] = asJSON(p); return nil },
	remove: func(c *Cloud, name string) *failure { delete(c.alarms, name); return nil },
}

// keyKind is a key, which is gone for good some days after its deletion.
var keyKind = kind{
	action: "kms:CreateKey",
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		id := c.id("K")
		c.others["kms:CreateKey "+id] = asJSON(p)
		return id, nil
	},
	update: func(*Cloud, string, map[string]any) *failure { return nil },
	remove: func(c *Cloud, id string) *failure { delete(c.others, "kms:CreateKey "+id); return nil },
	attributes: func(_ *Cloud, id string) map[string]string {
		return map[string]string{"Arn": "arn:aws:kms:us-east-1:" + Account + ":key/" + id}
	},
}

// keptKind keeps nothing but that there is one of a name.
func keptKind(action, nameOf string) kind {
	store := func(c *Cloud, name string, p map[string]any) *failure {
		c.others[action+" "+name] = asJSON(p)
		return nil
	}
	return kind{
		action: action, createOnly: []string{nameOf},
		create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
			return str(p, nameOf), store(c, str(p, nameOf), p)
		},
		update: store,
		remove: func(c *Cloud, name string) *failure { delete(c.others, action+" "+name); return nil },
		attributes: func(_ *Cloud, name string) map[string]string {
			return map[string]string{"Arn": "arn:aws:" + action + ":" + name}
		},
	}
}

func setRetention(c *Cloud, name string, p map[string]any) *failure {
	var days int
	fmt.Sscan(str(p, "RetentionInDays"), &days)
	c.logs["us-east-1 "+name] = days
	return nil
}

// named is a thing of CloudFront's that has a name of its own in the account and
// cannot go while a distribution uses it.
func named(action, what string, store func(*Cloud) map[string]string, config string) kind {
	return kind{
		action: action,
		create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
			settings := p[config].(map[string]any)
			for _, other := range store(c) {
				if strings.HasPrefix(other, str(settings, "Name")+" ") {
					return "", fail(409, what+"AlreadyExists", "A %s with the name %s exists already.", what, str(settings, "Name"))
				}
			}
			id := c.id("P")
			store(c)[id] = str(settings, "Name") + " " + asJSON(settings)
			return id, nil
		},
		update: func(c *Cloud, id string, p map[string]any) *failure {
			settings := p[config].(map[string]any)
			store(c)[id] = str(settings, "Name") + " " + asJSON(settings)
			return nil
		},
		remove: func(c *Cloud, id string) *failure {
			if c.inUse(id) {
				return fail(409, what+"InUse", "Cannot delete the %s because it is attached to one or more distributions.", what)
			}
			delete(store(c), id)
			return nil
		},
		attributes: func(_ *Cloud, id string) map[string]string { return map[string]string{"Id": id} },
	}
}

var viewerKind = kind{
	action: "cloudfront:CreateFunction", createOnly: []string{"Name"},
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		name := str(p, "Name")
		if _, exists := c.viewers[name]; exists {
			return "", fail(409, "FunctionAlreadyExists", "A function with the name %s exists already.", name)
		}
		return name, setViewer(c, name, p)
	},
	update: setViewer,
	remove: func(c *Cloud, name string) *failure {
		if c.inUse(":function/" + name + "<") {
			return fail(409, "FunctionInUse", "The function is associated with a distribution.")
		}
		delete(c.viewers, name)
		return nil
	},
	attributes: func(_ *Cloud, name string) map[string]string {
		return map[string]string{"FunctionARN": "arn:aws:cloudfront::" + Account + ":function/" + name}
	},
}

func setViewer(c *Cloud, name string, p map[string]any) *failure {
	if code := str(p, "FunctionCode"); len(code) > 10240 || !strings.Contains(code, "function handler(") {
		return fail(413, "FunctionSizeLimitExceeded", "The function is %d bytes.", len(code))
	}
	c.viewers[name] = str(p, "FunctionCode")
	c.noteServed()
	return nil
}

var distributionKind = kind{
	action: "cloudfront:CreateDistribution",
	create: func(c *Cloud, _, _ string, p map[string]any) (string, *failure) {
		config := configXML(p["DistributionConfig"].(map[string]any))
		if f := c.validate([]byte("<DistributionConfig>" + config + "</DistributionConfig>")); f != nil {
			return "", f
		}
		return c.addDistribution(config).id, nil
	},
	update: func(c *Cloud, id string, p map[string]any) *failure {
		config := configXML(p["DistributionConfig"].(map[string]any))
		if f := c.validate([]byte("<DistributionConfig>" + config + "</DistributionConfig>")); f != nil {
			return f
		}
		c.dists[id].config = config
		c.dists[id].etag++
		c.replicate()
		return nil
	},
	remove: func(c *Cloud, id string) *failure { delete(c.dists, id); return nil },
	attributes: func(c *Cloud, id string) map[string]string {
		return map[string]string{"Id": id, "DomainName": c.dists[id].domain}
	},
}

// configXML writes a template's distribution as CloudFront's API has it.
func configXML(p map[string]any) string {
	origin := p["Origins"].([]any)[0].(map[string]any)
	b := p["DefaultCacheBehavior"].(map[string]any)
	lambda := b["LambdaFunctionAssociations"].([]any)[0].(map[string]any)
	function := b["FunctionAssociations"].([]any)[0].(map[string]any)
	return element("CallerReference", "stack") +
		"<Aliases><Quantity>0</Quantity></Aliases><DefaultRootObject></DefaultRootObject>" +
		"<Origins><Quantity>1</Quantity><Items><Origin>" + element("Id", str(origin, "Id")) + element("DomainName", str(origin, "DomainName")) +
		"<OriginPath></OriginPath><CustomHeaders><Quantity>0</Quantity></CustomHeaders>" +
		"<S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>" +
		element("OriginAccessControlId", str(origin, "OriginAccessControlId")) + shieldXML(origin) + "</Origin></Items></Origins>" +
		"<DefaultCacheBehavior>" + element("TargetOriginId", str(b, "TargetOriginId")) + element("ViewerProtocolPolicy", str(b, "ViewerProtocolPolicy")) +
		element("Compress", str(b, "Compress")) +
		"<LambdaFunctionAssociations><Quantity>1</Quantity><Items><LambdaFunctionAssociation>" +
		element("LambdaFunctionARN", str(lambda, "LambdaFunctionARN")) + element("EventType", str(lambda, "EventType")) +
		"</LambdaFunctionAssociation></Items></LambdaFunctionAssociations>" +
		"<FunctionAssociations><Quantity>1</Quantity><Items><FunctionAssociation>" +
		element("FunctionARN", str(function, "FunctionARN")) + element("EventType", str(function, "EventType")) +
		"</FunctionAssociation></Items></FunctionAssociations>" +
		element("CachePolicyId", str(b, "CachePolicyId")) + element("ResponseHeadersPolicyId", str(b, "ResponseHeadersPolicyId")) + "</DefaultCacheBehavior>" +
		"<CacheBehaviors><Quantity>0</Quantity></CacheBehaviors>" + element("Comment", str(p, "Comment")) +
		element("PriceClass", str(p, "PriceClass")) + element("Enabled", str(p, "Enabled")) +
		element("WebACLId", str(p, "WebACLId")) + element("HttpVersion", str(p, "HttpVersion")) + tagConfigXML(p)
}

// tagConfigXML is the part about cache tags, "" for none.
func tagConfigXML(p map[string]any) string {
	tags, _ := p["CacheTagConfig"].(map[string]any)
	if tags == nil {
		return ""
	}
	return "<CacheTagConfig>" + element("HeaderName", str(tags, "HeaderName")) + "</CacheTagConfig>"
}

// shieldXML is the part of an origin about Origin Shield, "" for none.
func shieldXML(origin map[string]any) string {
	shield, _ := origin["OriginShield"].(map[string]any)
	if shield == nil {
		return ""
	}
	return "<OriginShield>" + element("Enabled", str(shield, "Enabled")) + element("OriginShieldRegion", str(shield, "OriginShieldRegion")) + "</OriginShield>"
}
