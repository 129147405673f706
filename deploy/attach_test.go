package deploy

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"tintype/deploy/awstest"
)

// somebodysDistribution is one that was there before: a web site with images in
// one behavior, cache settings from before there were policies, and things that
// tintype knows nothing of.
const somebodysDistribution = `<CallerReference>2019</CallerReference><Aliases><Quantity>1</Quantity><Items><CNAME>www.example.com</CNAME></Items></Aliases>` +
	`<DefaultRootObject>index.html</DefaultRootObject><Origins><Quantity>2</Quantity><Items>` +
	`<Origin><Id>site</Id><DomainName>www.example.net</DomainName><OriginPath></OriginPath><CustomHeaders><Quantity>1</Quantity><Items><OriginCustomHeader><HeaderName>x-key</HeaderName><HeaderValue>k</HeaderValue></OriginCustomHeader></Items></CustomHeaders>` +
	`<CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>https-only</OriginProtocolPolicy><OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol></Items></OriginSslProtocols><OriginReadTimeout>30</OriginReadTimeout><OriginKeepaliveTimeout>5</OriginKeepaliveTimeout></CustomOriginConfig></Origin>` +
	`<Origin><Id>images</Id><DomainName>photos.s3.eu-central-1.amazonaws.com</DomainName><OriginPath></OriginPath><CustomHeaders><Quantity>0</Quantity></CustomHeaders><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig></Origin></Items></Origins>` +
	`<DefaultCacheBehavior><TargetOriginId>site</TargetOriginId><ViewerProtocolPolicy>redirect-to-https</ViewerProtocolPolicy><Compress>true</Compress>` +
	`<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations><FunctionAssociations><Quantity>1</Quantity><Items><FunctionAssociation><FunctionARN>arn:aws:cloudfront::123456789012:function/foreign-login</FunctionARN><EventType>viewer-request</EventType></FunctionAssociation></Items></FunctionAssociations>` +
	`<CachePolicyId>658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId></DefaultCacheBehavior>` +
	`<CacheBehaviors><Quantity>1</Quantity><Items><CacheBehavior><PathPattern>/holiday/*</PathPattern><TargetOriginId>images</TargetOriginId><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy><MinTTL>60</MinTTL>` +
	`<AllowedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items><CachedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items></CachedMethods></AllowedMethods><SmoothStreaming>false</SmoothStreaming><DefaultTTL>86400</DefaultTTL><MaxTTL>31536000</MaxTTL><Compress>false</Compress>` +
	`<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations><FunctionAssociations><Quantity>0</Quantity></FunctionAssociations><FieldLevelEncryptionId></FieldLevelEncryptionId>` +
	`<ForwardedValues><QueryString>false</QueryString><Cookies><Forward>none</Forward></Cookies><Headers><Quantity>0</Quantity></Headers><QueryStringCacheKeys><Quantity>0</Quantity></QueryStringCacheKeys></ForwardedValues></CacheBehavior></Items></CacheBehaviors>` +
	`<Comment>the site</Comment><PriceClass>PriceClass_100</PriceClass><Enabled>true</Enabled><HttpVersion>http2</HttpVersion><IsIPV6Enabled>true</IsIPV6Enabled><WebACLId>arn:aws:wafv2:us-east-1:123456789012:global/webacl/x/1</WebACLId>`

var emptyElement = regexp.MustCompile(`<(\w+) ?/>`)

// elements lists a configuration's elements without regard to their order, which
// clients do not keep.
func elements(config string) map[string]int {
	seen := map[string]int{}
	for _, e := range strings.Split(emptyElement.ReplaceAllString(config, "<$1></$1>"), "<") {
		seen[e]++
	}
	delete(seen, "")
	return seen
}

func sameElements(t *testing.T, got, want string) {
	t.Helper()
	g, w := elements(got), elements(want)
	for e, n := range w {
		if g[e] != n {
			t.Errorf("element %q: got %d, want %d", e, g[e], n)
		}
	}
	for e, n := range g {
		if w[e] == 0 && n > 0 {
			t.Errorf("element %q: got %d, want none", e, n)
		}
	}
}

// One behavior of a distribution that exists gets what it needs, the rest is left
// alone, and afterwards everything is as it was.
func TestAttachAndBack(t *testing.T) {
	w := newWorld(t)
	id := w.cloud.AddDistribution(somebodysDistribution)
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}

	out := w.must(o, (*Deployer).Attach)
	wantText(t, out, "cache policy     its own cache settings becomes tintype's", "viewer-request   none becomes", "origin-response  none becomes",
		"stays as it is, and 1 other behavior", "usually 3 to 5 minutes", "attached: https://"+w.cloud.Domain(id), "in the type and size asked for")
	config := w.cloud.DistributionConfig(id)
	wantText(t, config, ":1</LambdaFunctionARN>", "function/tintype-"+id+"-v-2026", "foreign-login", "webacl/x/1", "x-key", "PriceClass_100")
	if strings.Contains(config, "ForwardedValues") || w.cloud.BucketPolicy("photos") != "" {
		t.Errorf("got %s and the policy %q, want no forwarded values beside a cache policy, and no policy touched", config, w.cloud.BucketPolicy("photos"))
	}

	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
	o.Package = packaged(t, `{}`, "2")
	wantText(t, w.must(o, (*Deployer).Attach), ":1 becomes the version of this package")
	wantText(t, w.cloud.DistributionConfig(id), ":2</LambdaFunctionARN>")
	wantText(t, w.must(o, (*Deployer).Rollback), "version 2 becomes version 1")
	wantText(t, w.cloud.DistributionConfig(id), ":1</LambdaFunctionARN>")
	wantText(t, w.must(o, (*Deployer).Rollback), "Nothing to change")

	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatalf("got %v, want ErrReplicas\n%s", err, w.out.String())
	}
	sameElements(t, w.cloud.DistributionConfig(id), somebodysDistribution)
	w.cloud.ExpireReplicas()
	wantText(t, w.must(o, (*Deployer).Undeploy), "removed")
	if got := w.cloud.Buckets(); len(got) != 1 || w.cloud.FunctionName() != "" {
		t.Errorf("got buckets %v and function %q, want nothing left", got, w.cloud.FunctionName())
	}
}

// A change that somebody else makes between reading and writing is a 412. It is
// tried again on top of theirs, and theirs is not lost.
func TestConcurrentChange(t *testing.T) {
	w := newWorld(t)
	id := w.cloud.AddDistribution(somebodysDistribution)
	conflicts := 0
	w.cloud.OnCall = func(c awstest.Call) *awstest.Fault {
		if c.Action == "UpdateDistribution" && conflicts < 2 {
			conflicts++
			w.cloud.EditDistribution(id, "<Comment>the site</Comment>", "<Comment>the site, changed by a colleague</Comment>")
		}
		return nil
	}
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
	wantText(t, w.must(o, (*Deployer).Attach), "somebody else changed it at the same time")
	wantText(t, w.cloud.DistributionConfig(id), "changed by a colleague", ":1</LambdaFunctionARN>")
	if conflicts != 2 {
		t.Errorf("got %d conflicts, want 2", conflicts)
	}
}

// A behavior where another function stands is refused before anything is changed,
// and also where it came in between.
func TestAttachRefuses(t *testing.T) {
	const lambda = `<LambdaFunctionAssociations><Quantity>1</Quantity><Items><LambdaFunctionAssociation><LambdaFunctionARN>arn:aws:lambda:us-east-1:123456789012:function:foreign:3</LambdaFunctionARN><EventType>EVENT</EventType><IncludeBody>false</IncludeBody></LambdaFunctionAssociation></Items></LambdaFunctionAssociations><FunctionAssociations><Quantity>0</Quantity></FunctionAssociations><FieldLevelEncryptionId>`
	const nothing = `<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations><FunctionAssociations><Quantity>0</Quantity></FunctionAssociations><FieldLevelEncryptionId>`
	with := func(event string) string {
		return strings.Replace(somebodysDistribution, nothing, strings.Replace(lambda, "EVENT", event, 1), 1)
	}
	for _, c := range []struct{ name, config, behavior, want string }{
		{"viewer-request function", somebodysDistribution, "*", "foreign-login"},
		{"Lambda on viewer-request", with("viewer-request"), "/holiday/*", "on viewer-request already: arn:aws:lambda"},
		{"Lambda on viewer-response", with("viewer-response"), "/holiday/*", "on viewer-response"},
		{"Lambda on origin-response", with("origin-response"), "/holiday/*", "on origin-response already"},
		{"unknown behavior", somebodysDistribution, "/x/*", "want one of the distribution's: * /holiday/*"},
	} {
		w := newWorld(t)
		id := w.cloud.AddDistribution(c.config)
		o := Options{Distribution: id, Behavior: c.behavior, Package: packaged(t, `{}`, "1"), Yes: true}
		if err := w.run(o, (*Deployer).Attach); err == nil || !strings.Contains(err.Error(), c.want) || len(w.changes()) > 0 {
			t.Errorf("%s: got %v and %v, want %q and nothing changed", c.name, err, w.changes(), c.want)
		}
	}

	w := newWorld(t)
	id := w.cloud.AddDistribution(somebodysDistribution)
	w.cloud.OnCall = func(call awstest.Call) *awstest.Fault {
		if call.Action == "UpdateDistribution" {
			w.cloud.EditDistribution(id, nothing, strings.Replace(lambda, "EVENT", "origin-response", 1))
		}
		return nil
	}
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
	if err := w.run(o, (*Deployer).Attach); err == nil || !strings.Contains(err.Error(), "on origin-response already") {
		t.Errorf("in between: got %v, want a refusal", err)
	}
	wantText(t, w.cloud.DistributionConfig(id), "function:foreign:3")
}

// A web server as the origin needs no bucket.
func TestAttachToWebServer(t *testing.T) {
	w := newWorld(t)
	id := w.cloud.AddDistribution(strings.Replace(somebodysDistribution, "foreign-login</FunctionARN><EventType>viewer-request", "foreign-log</FunctionARN><EventType>viewer-response", 1))
	wantText(t, w.must(Options{Distribution: id, Package: packaged(t, `{}`, "1"), Yes: true}, (*Deployer).Attach),
		"asks the web server for originals", "cache policy 658327ea", "not checked")
	if _, permissions := w.cloud.Roles(); strings.Contains(permissions, "s3:") {
		t.Errorf("got %s, want no permission on any bucket", permissions)
	}
	wantText(t, w.cloud.DistributionConfig(id), "foreign-log<", ":1</LambdaFunctionARN>")
}
