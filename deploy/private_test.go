package deploy

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// A behavior whose cache settings keep one person's answers from the next is not
// attached to unless that is said.
func TestAttachRefusesPrivateAnswers(t *testing.T) {
	const cookies = `<CookiesConfig><CookieBehavior>all</CookieBehavior></CookiesConfig>`
	const authorization = `<HeadersConfig><HeaderBehavior>whitelist</HeaderBehavior><Headers><Quantity>1</Quantity><Items><Name>Authorization</Name></Items></Headers></HeadersConfig>`
	const plain = `<CookiesConfig><CookieBehavior>none</CookieBehavior></CookiesConfig><HeadersConfig><HeaderBehavior>none</HeaderBehavior></HeadersConfig>`
	for _, c := range []struct{ name, policy, key, want string }{
		{"cookies", "11111111-f89d-4fab-a63d-7e88639e58f6", cookies, "cookies are in the key"},
		{"authorization", "22222222-f89d-4fab-a63d-7e88639e58f6", authorization, "Authorization is in the key"},
		{"no caching", cachingDisabled, "", "nothing is cached"},
		{"plain", "33333333-f89d-4fab-a63d-7e88639e58f6", plain, ""},
	} {
		w := newWorld(t)
		w.cloud.AddCachePolicy(c.policy, c.key)
		config := strings.Replace(somebodysDistribution, "658327ea-f89d-4fab-a63d-7e88639e58f6", c.policy, 1)
		config = strings.Replace(config, "function/foreign-login", "function/none", 1)
		config = withoutElement(config, "FunctionAssociations", 0)
		id := w.cloud.AddDistribution(config)
		o := Options{Distribution: id, Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
		err := w.run(o, (*Deployer).Attach)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: got %v, want none", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "PUBLIC=1") {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
		o.Public = true
		w.must(o, (*Deployer).Attach)
		w.must(o, (*Deployer).Attach)
	}
}

// withoutElement cuts the first element of a name out from some place on.
func withoutElement(text, name string, from int) string {
	start := from + strings.Index(text[from:], "<"+name+">")
	end := start + strings.Index(text[start:], "</"+name+">") + len(name) + 3
	return text[:start] + text[end:]
}

func originNamed(domain string) *types.Origin { return &types.Origin{DomainName: &domain} }

// An origin group's buckets are all read, and every form of a bucket's name is one.
func TestAttachToOriginGroup(t *testing.T) {
	for domain, want := range map[string]string{
		"a.s3.amazonaws.com": "a", "a.s3.eu-west-1.amazonaws.com": "a", "a.s3-eu-west-1.amazonaws.com": "a",
		"a.s3.dualstack.eu-west-1.amazonaws.com": "a", "a.s3-fips.us-east-1.amazonaws.com": "a", "a.b.s3-fips.dualstack.us-east-1.amazonaws.com": "a.b",
		"a.s3-website-eu-west-1.amazonaws.com": "", "a.s3-website.eu-central-1.amazonaws.com": "", "www.example.com": "",
	} {
		if got := bucketOf(originNamed(domain)); got != want {
			t.Errorf("%s: got %q, want %q", domain, got, want)
		}
	}
	w := newWorld(t)
	w.cloud.AddBucket("spare", "eu-central-1", nil)
	group := `<OriginGroups><Quantity>1</Quantity><Items><OriginGroup><Id>both</Id><FailoverCriteria><StatusCodes><Quantity>1</Quantity><Items><StatusCode>500</StatusCode></Items></StatusCodes></FailoverCriteria>` +
		`<Members><Quantity>2</Quantity><Items><OriginGroupMember><OriginId>images</OriginId></OriginGroupMember><OriginGroupMember><OriginId>site</OriginId></OriginGroupMember></Items></Members></OriginGroup></Items></OriginGroups>`
	config := strings.Replace(somebodysDistribution, "<DefaultCacheBehavior>", group+"<DefaultCacheBehavior>", 1)
	config = strings.Replace(config, "www.example.net", "spare.s3.dualstack.eu-central-1.amazonaws.com", 1)
	config = strings.Replace(config, "<TargetOriginId>images<", "<TargetOriginId>both<", 1)
	id := w.cloud.AddDistribution(config)
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Attach)
	_, permissions := w.cloud.Roles()
	wantText(t, permissions, "arn:aws:s3:::photos/holiday/*", `"Resource":["arn:aws:s3:::spare/holiday/*"]`)
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
}

// What may be read of the other buckets of an origin group is as little as of the first,
// below the path of each, and grows like that.
func TestAttachNarrowsTheGroup(t *testing.T) {
	const group = `<OriginGroups><Quantity>1</Quantity><Items><OriginGroup><Id>both</Id><FailoverCriteria><StatusCodes><Quantity>1</Quantity><Items><StatusCode>500</StatusCode></Items></StatusCodes></FailoverCriteria>` +
		`<Members><Quantity>2</Quantity><Items><OriginGroupMember><OriginId>site</OriginId></OriginGroupMember><OriginGroupMember><OriginId>images</OriginId></OriginGroupMember></Items></Members></OriginGroup></Items></OriginGroups>`
	config := strings.Replace(somebodysDistribution, "<DefaultCacheBehavior>", group+"<DefaultCacheBehavior>", 1)
	config = strings.Replace(config, "www.example.net</DomainName><OriginPath></OriginPath>", "spare.s3.eu-central-1.amazonaws.com</DomainName><OriginPath>/copy</OriginPath>", 1)
	config = strings.Replace(config, "<TargetOriginId>images<", "<TargetOriginId>both<", 1)
	attach := func(configuration string, change func(*Options)) (*world, Options, string) {
		w := newWorld(t)
		w.cloud.AddBucket("spare", "eu-central-1", nil)
		o := Options{Distribution: w.cloud.AddDistribution(config), Behavior: "/holiday/*", Package: packaged(t, configuration, "1"), Yes: true, NoVerify: true}
		if change != nil {
			change(&o)
		}
		w.must(o, (*Deployer).Attach)
		_, permissions := w.cloud.Roles()
		return w, o, permissions
	}
	w, o, permissions := attach(`{"marks":["logos/"]}`, nil)
	wantText(t, permissions, `["arn:aws:s3:::spare/copy/holiday/*","arn:aws:s3:::spare/copy/logos/*"]`, `["arn:aws:s3:::photos/holiday/*","arn:aws:s3:::photos/logos/*"]`)
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
	o.Config = configFile(t, `{"marks":["seals/"]}`)
	w.must(o, (*Deployer).Attach)
	_, permissions = w.cloud.Roles()
	wantText(t, permissions, `"arn:aws:s3:::photos/logos/*","arn:aws:s3:::photos/seals/*"]`)

	_, _, permissions = attach(`{}`, func(o *Options) { o.Buckets = "photos" })
	wantText(t, permissions, `["arn:aws:s3:::photos/*"]`)
	_, _, permissions = attach(`{}`, func(o *Options) { o.Objects = "copy/a/*" })
	wantText(t, permissions, `["arn:aws:s3:::spare/copy/a/*"]`, `["arn:aws:s3:::photos/copy/a/*"]`)
	_, _, permissions = attach(signedConfig, nil)
	wantText(t, permissions, `["arn:aws:s3:::photos/*"]`, `"arn:aws:s3:::spare/*"`)
	_, _, permissions = attach(`{}`, func(o *Options) { o.Buckets = "none" })
	if strings.Contains(permissions, "photos/") {
		t.Errorf("BUCKETS=none: got %s", permissions)
	}
}

// What an origin request policy forwards without its being in the cache key is warned of,
// if an answer may depend on it.
func TestAttachWarnsOfForwardedHeaders(t *testing.T) {
	const policy = "216adef6-5c7f-47e4-b989-5492eafa07d3"
	headers := func(behavior string, names ...string) string {
		text := "<HeadersConfig><HeaderBehavior>" + behavior + "</HeaderBehavior><Headers><Quantity>" + strconv.Itoa(len(names)) + "</Quantity><Items>"
		for _, name := range names {
			text += "<Name>" + name + "</Name>"
		}
		return text + "</Items></Headers></HeadersConfig>"
	}
	const cookies = "<CookiesConfig><CookieBehavior>all</CookieBehavior></CookiesConfig>"
	for _, c := range []struct {
		name, config, behavior string
		want                   []string
		never                  string
	}{
		{"accept", headers("whitelist", "accept", "User-Agent"), "/holiday/*", []string{"forwards Accept, which are not in the cache key"}, "cookies, which"},
		{"hints", headers("whitelist", "DPR", "Sec-CH-Width"), "/holiday/*", []string{"forwards DPR, Sec-CH-Width, which"}, "forwards Accept"},
		{"all", headers("allViewer") + cookies, "/holiday/*", []string{"forwards Accept, Sec-CH-DPR, DPR, Sec-CH-Width, Width, Save-Data, ECT, which", "forwards Host as well"}, "cookies, which"},
		{"all but", headers("allExcept", "Accept", "Host", "Sec-CH-DPR", "DPR", "Sec-CH-Width", "Width", "Save-Data", "ECT"), "/holiday/*", nil, "!!"},
		{"none", headers("none"), "/holiday/*", nil, "!!"},
		{"a web server's cookies", headers("none") + cookies, "*", []string{"forwards cookies, which are not in the cache key"}, "Host"},
		{"Origin, and one for all", headers("whitelist", "Origin"), "/holiday/*", nil, "!!"},
		{"unreadable", "", "/holiday/*", []string{"could not be read"}, "forwards cookies"},
	} {
		w := newWorld(t)
		if c.config != "" {
			w.cloud.AddRequestPolicy(policy, c.config)
		}
		config := strings.Replace(somebodysDistribution, "</ForwardedValues>", "</ForwardedValues><OriginRequestPolicyId>"+policy+"</OriginRequestPolicyId>", 1)
		config = strings.Replace(config, "</CachePolicyId>", "</CachePolicyId><OriginRequestPolicyId>"+policy+"</OriginRequestPolicyId>", 1)
		config = withoutElement(config, "FunctionAssociations", 0)
		o := Options{Distribution: w.cloud.AddDistribution(config), Behavior: c.behavior, Package: packaged(t, `{}`, "1"), DryRun: true, Public: true}
		out := w.must(o, (*Deployer).Attach)
		wantText(t, out, c.want...)
		if strings.Contains(out, c.never) {
			t.Errorf("%s: got %s, want nothing of %q", c.name, out, c.never)
		}
	}
	w := newWorld(t)
	w.cloud.AddRequestPolicy(policy, headers("whitelist", "Origin"))
	config := strings.Replace(somebodysDistribution, "</ForwardedValues>", "</ForwardedValues><OriginRequestPolicyId>"+policy+"</OriginRequestPolicyId>", 1)
	wantText(t, w.must(Options{Distribution: w.cloud.AddDistribution(config), Behavior: "/holiday/*", Package: packaged(t, `{"cors":["https://a.example","https://b.example"]}`, "1"), DryRun: true}, (*Deployer).Attach),
		"forwards Origin, which")
}
