package deploy

import (
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
	wantText(t, permissions, "arn:aws:s3:::photos/holiday/*", `"Resource":["arn:aws:s3:::spare/*"]`)
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
}
