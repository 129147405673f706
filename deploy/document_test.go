package deploy

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// richDistribution is one as a later CloudFront might send it: settings that the SDK's types
// do not have at every depth, in an order of its own, with the freedoms that XML gives.
const richDistribution = `
  <HttpVersion>http4</HttpVersion>
  <TimeTravel mode="forth &amp; back"><Enabled>true</Enabled></TimeTravel>
  <CallerReference>2019</CallerReference><Aliases><Quantity>1</Quantity><Items><CNAME>www.example.com</CNAME></Items></Aliases>
  <DefaultRootObject/>
  <Origins><Items><Origin><Id>site</Id><DomainName>www.example.net</DomainName><OriginPath/><CustomHeaders><Quantity>0</Quantity></CustomHeaders><Warp factor='9'/><CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>https-only</OriginProtocolPolicy></CustomOriginConfig></Origin>
    <Origin><Id>images</Id><DomainName>photos.s3.eu-central-1.amazonaws.com</DomainName><OriginPath></OriginPath><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig><OriginAccessControlId>E327GJI25M56DG</OriginAccessControlId></Origin></Items><Quantity>2</Quantity></Origins>
  <!-- somebody's note -->
  <CacheBehaviors><Quantity>2</Quantity><Items>
    <CacheBehavior><PathPattern>/api/*</PathPattern><TargetOriginId>site</TargetOriginId><ViewerProtocolPolicy>https-only</ViewerProtocolPolicy><CachePolicyId>4135ea2d-6df8-44a3-9df3-4b5a84be39ad</CachePolicyId><GrpcConfig><Enabled>false</Enabled></GrpcConfig><LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations><FunctionAssociations><Quantity>0</Quantity></FunctionAssociations></CacheBehavior>
    <CacheBehavior><Telepathy>on</Telepathy><PathPattern><![CDATA[/holiday/*]]></PathPattern><TargetOriginId>images</TargetOriginId><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>
      <MinTTL>60</MinTTL><Mood>calm</Mood><AllowedMethods><Items><Method>HEAD</Method><Method>GET</Method></Items><CachedMethods><Quantity>2</Quantity><Items><Method>HEAD</Method><Method>GET</Method></Items></CachedMethods><Quantity>2</Quantity><Etiquette>strict</Etiquette></AllowedMethods>
      <DefaultTTL>86400</DefaultTTL><MaxTTL>31536000</MaxTTL><Compress>false</Compress>
      <FunctionAssociations><Quantity>1</Quantity><Items><FunctionAssociation><FunctionARN>arn:aws:cloudfront::123456789012:function/foreign-log</FunctionARN><Priority>7</Priority><EventType>viewer-response</EventType></FunctionAssociation></Items><Budget>big</Budget></FunctionAssociations>
      <LambdaFunctionAssociations><Quantity>1</Quantity><Items><LambdaFunctionAssociation><Snap>start</Snap><LambdaFunctionARN>arn:aws:lambda:us-east-1:123456789012:function:foreign:3</LambdaFunctionARN><EventType>origin-request</EventType></LambdaFunctionAssociation></Items></LambdaFunctionAssociations>
      <ForwardedValues><Future><Body>yes</Body></Future><QueryString>false</QueryString><Cookies><Forward>none</Forward></Cookies></ForwardedValues><Last/></CacheBehavior>
  </Items></CacheBehaviors>
  <DefaultCacheBehavior><TargetOriginId>site</TargetOriginId><ViewerProtocolPolicy>redirect-to-https</ViewerProtocolPolicy><CachePolicyId>658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId></DefaultCacheBehavior>
  <Comment>Tom &amp; Jerry&#39;s &lt;site&gt;</Comment><PriceClass>PriceClass_Mars</PriceClass><Enabled>true</Enabled>
  <OriginGroups><Quantity>0</Quantity></OriginGroups><Shipping><Lane><Depth>3</Depth></Lane></Shipping>
`

// What CloudFront has learned since the SDK was made comes through an attachment, byte for
// byte and in its order, and so does everything else but what attach is there to change. A
// release, a rollback and an undeploy change no more; at the end every byte is as it was.
func TestAttachKeepsEveryByte(t *testing.T) {
	w := newWorld(t)
	id := w.cloud.AddDistribution(richDistribution)
	o := Options{Distribution: id, Behavior: "/holiday/*", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Attach)

	config := w.cloud.DistributionConfig(id)
	version := regexp.MustCompile(`arn:aws:lambda:us-east-1:123456789012:function:tintype-[^:<]*:1`).FindString(config)
	viewer := regexp.MustCompile(`arn:aws:cloudfront::123456789012:function/tintype-[^<]*`).FindString(config)
	added := regexp.MustCompile(`<Last/>(<CachePolicyId>[^<]+</CachePolicyId><ResponseHeadersPolicyId>[^<]+</ResponseHeadersPolicyId>)</CacheBehavior>`).FindStringSubmatch(config)
	if version == "" || viewer == "" || added == nil {
		t.Fatalf("got %s, want the version, the viewer request and two policies behind all else", config)
	}
	want := strings.NewReplacer(
		"<MinTTL>60</MinTTL>", "", "<DefaultTTL>86400</DefaultTTL><MaxTTL>31536000</MaxTTL>", "",
		"<ForwardedValues><Future><Body>yes</Body></Future><QueryString>false</QueryString><Cookies><Forward>none</Forward></Cookies></ForwardedValues>", "",
		"<Last/>", "<Last/>"+added[1],
		"<AllowedMethods><Items><Method>HEAD</Method><Method>GET</Method></Items>", "<AllowedMethods><Items><Method>HEAD</Method><Method>GET</Method><Method>OPTIONS</Method></Items>",
		"<Quantity>2</Quantity><Etiquette>", "<Quantity>3</Quantity><Etiquette>",
		"<FunctionAssociations><Quantity>1</Quantity>", "<FunctionAssociations><Quantity>2</Quantity>",
		"viewer-response</EventType></FunctionAssociation>", "viewer-response</EventType></FunctionAssociation><FunctionAssociation><FunctionARN>"+viewer+"</FunctionARN><EventType>viewer-request</EventType></FunctionAssociation>",
		"<LambdaFunctionAssociations><Quantity>1</Quantity>", "<LambdaFunctionAssociations><Quantity>2</Quantity>",
		"origin-request</EventType></LambdaFunctionAssociation>", "origin-request</EventType></LambdaFunctionAssociation><LambdaFunctionAssociation><LambdaFunctionARN>"+version+"</LambdaFunctionARN><EventType>origin-response</EventType><IncludeBody>false</IncludeBody></LambdaFunctionAssociation>",
	).Replace(richDistribution)
	if config != want {
		t.Fatalf("attached:\n%s", firstDifference(config, want))
	}

	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
	o.Package = packaged(t, `{}`, "2")
	w.must(o, (*Deployer).Attach)
	second := regexp.MustCompile(`arn:aws:cloudfront::123456789012:function/tintype-[^<]*`).FindString(w.cloud.DistributionConfig(id))
	if got, want := w.cloud.DistributionConfig(id), strings.NewReplacer(version, strings.TrimSuffix(version, "1")+"2", viewer, second).Replace(config); got != want || second == viewer {
		t.Errorf("a new release:\n%s", firstDifference(got, want))
	}
	w.must(o, (*Deployer).Rollback)
	if got := w.cloud.DistributionConfig(id); got != config {
		t.Errorf("rolled back:\n%s", firstDifference(got, config))
	}
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatalf("got %v, want ErrReplicas\n%s", err, w.out.String())
	}
	if got := w.cloud.DistributionConfig(id); got != richDistribution {
		t.Errorf("undeployed:\n%s", firstDifference(got, richDistribution))
	}
}

// firstDifference shows two texts from the byte on in which they differ.
func firstDifference(got, want string) string {
	n := 0
	for n < len(got) && n < len(want) && got[n] == want[n] {
		n++
	}
	return fmt.Sprintf("got  …%.200s\nwant …%.200s", got[n:], want[n:])
}

// The default behavior is another element, and lists may be missing, empty or closed at once.
func TestAttachToBareBehavior(t *testing.T) {
	bare := strings.Replace(somebodysDistribution, `<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations><FunctionAssociations><Quantity>1</Quantity>`, `<LambdaFunctionAssociations/><ResponseHeadersPolicyId/><FunctionAssociations><Quantity>1</Quantity>`, 1)
	bare = strings.Replace(withoutElement(bare, "FunctionAssociations", 0), "<CachePolicyId>658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId>", `<CachePolicyId >658327ea-f89d-4fab-a63d-7e88639e58f6</CachePolicyId >`, 1)
	w := newWorld(t)
	id := w.cloud.AddDistribution(bare)
	o := Options{Distribution: id, Bucket: "photos", Package: packaged(t, `{}`, "1"), Yes: true}
	w.must(o, (*Deployer).Attach)
	config := w.cloud.DistributionConfig(id)
	wantText(t, config, "<LambdaFunctionAssociations><Items><LambdaFunctionAssociation>", "</Items><Quantity>1</Quantity></LambdaFunctionAssociations><ResponseHeadersPolicyId>",
		"<CachePolicyId >", "<Method>OPTIONS</Method></Items><CachedMethods>", "<EventType>viewer-request</EventType></FunctionAssociation></Items></FunctionAssociations>")
	wantText(t, w.must(o, (*Deployer).Attach), "Nothing to change")
	if err := w.run(o, (*Deployer).Undeploy); !errors.Is(err, ErrReplicas) {
		t.Fatalf("got %v, want ErrReplicas\n%s", err, w.out.String())
	}
	want := strings.Replace(bare, "<LambdaFunctionAssociations/>", "<LambdaFunctionAssociations><Quantity>0</Quantity></LambdaFunctionAssociations>", 1)
	want = strings.Replace(want, "</DefaultCacheBehavior>", "<FunctionAssociations><Quantity>0</Quantity></FunctionAssociations></DefaultCacheBehavior>", 1)
	if got := w.cloud.DistributionConfig(id); got != want {
		t.Errorf("undeployed:\n%s", firstDifference(got, want))
	}
}

// The text is what is signed and sent, although the SDK has written its own before.
func TestTextIsSigned(t *testing.T) {
	const text = "<DistributionConfig><Future>1</Future></DistributionConfig>"
	credentials := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}
	var body []byte
	client := cloudfront.New(cloudfront.Options{
		Region: Region, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return credentials, nil }),
		HTTPClient: doer(func(r *http.Request) (*http.Response, error) {
			body, _ = io.ReadAll(r.Body)
			got := r.Header.Get("Authorization")
			again, err := http.NewRequest(r.Method, r.URL.String(), nil)
			if err != nil {
				return nil, err
			}
			again.ContentLength = r.ContentLength
			_, signed, _ := strings.Cut(got, "SignedHeaders=")
			signed, _, _ = strings.Cut(signed, ",")
			for _, name := range strings.Split(signed, ";") {
				if v := r.Header.Get(name); v != "" {
					again.Header.Set(name, v)
				}
			}
			at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
			if err != nil {
				return nil, err
			}
			hash := fmt.Sprintf("%x", sha256.Sum256([]byte(text)))
			if err := v4.NewSigner().SignHTTP(t.Context(), credentials, again, hash, "cloudfront", Region, at); err != nil {
				return nil, err
			}
			if want := again.Header.Get("Authorization"); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			return nil, errors.New("enough")
		}),
	})
	id := "E2QWRUHEXAMPLE"
	_, err := client.UpdateDistribution(t.Context(), &cloudfront.UpdateDistributionInput{Id: &id, IfMatch: &id, DistributionConfig: &types.DistributionConfig{}}, sendText([]byte(text)))
	if string(body) != text {
		t.Errorf("got %q and %v, want %q", body, err, text)
	}
}

// FuzzDocument puts an element into every place of a text and takes it out again.
func FuzzDocument(f *testing.F) {
	f.Add([]byte("<DistributionConfig>" + richDistribution + "</DistributionConfig>"))
	f.Add([]byte(`<?xml version="1.0"?><a x="1"><b/><c>d</c></a>`))
	f.Add([]byte("<a:b xmlns:a='c'\t/>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := parseDocument(text)
		if err != nil {
			return
		}
		places := []*element{d.root}
		for i := 0; i < len(places) && i < 20; i++ {
			e := places[i]
			places = append(places, e.children...)
			if e.from == e.end { // opened up by an insertion, and then it stays so
				continue
			}
			for behind := range len(e.children) + 1 {
				changed := *d
				if err := changed.insert(e, behind, "", "<new>&amp;</new>"); err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				at := strings.Index(string(changed.text), "<new>&amp;</new>")
				if at < 0 || string(changed.text[:at])+string(changed.text[at+len("<new>&amp;</new>"):]) != string(text) {
					t.Fatalf("got %q, want %q with one element more", changed.text, text)
				}
			}
		}
	})
}
