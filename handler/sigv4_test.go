package handler

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// awsAuthorization signs a request as AWS's own client does.
func awsAuthorization(t *testing.T, c Credentials, url string, headers Headers, region string, at time.Time) string {
	t.Helper()
	request, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	for _, h := range headers {
		request.Header.Add(h.Name, h.Value)
	}
	request.Header.Set("x-amz-content-sha256", unsignedPayload)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	credentials := aws.Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: string(c.SecretAccessKey), SessionToken: c.SessionToken,
	}
	if err := signer.SignHTTP(context.Background(), credentials, request, unsignedPayload, "s3", region, at); err != nil {
		t.Fatal(err)
	}
	return request.Header.Get("Authorization")
}

// Our signature is the AWS SDK's, for whatever key, header, region and time.
func TestSignatureIsTheSDKs(t *testing.T) {
	t.Parallel()
	check := func(c Credentials, get s3Get, at time.Time) {
		t.Helper()
		url := "https://" + get.host + get.path
		if get.query != "" {
			url += "?" + get.query
		}
		want := awsAuthorization(t, c, url, get.headers, get.region, at)
		if got := c.sign(get, at.Unix()).Get("authorization"); got != want {
			t.Errorf("%s at %v:\n got %s\nwant %s", url, at, got, want)
		}
	}

	key := Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: []byte("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")}
	session := key
	session.SessionToken = "IQoJb3JpZ2luX2VjEXAMPLE//////////+token=="
	at := time.Date(2026, 2, 28, 23, 59, 59, 0, time.UTC)
	for _, path := range []string{
		"/cat.jpg", "/a%20b.jpg", "/a%2Bb.jpg", "/a//b.jpg", "/%C3%A4%E2%82%AC.jpg", "/caf%C3%A9/%25.png",
		"/~a-b_c.d", "/%21%24%26%27%28%29%2A%2C%3B%3D%3A%40", "/bucket.with.dots/key",
	} {
		for _, c := range []Credentials{key, session} {
			check(c, s3Get{host: "b.s3.eu-west-1.amazonaws.com", path: path, region: "eu-west-1"}, at)
			check(c, s3Get{host: "127.0.0.1:7070", path: path, region: "us-east-1", query: "versionId=3%2FL4kqtJ",
				headers: Headers{{"if-match", `"0123456789abcdef"`}, {"x-amz-meta", "  two   spaces "}}}, at)
		}
	}

	random := rand.New(rand.NewPCG(2, 4))
	pick := func(from string, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = from[random.IntN(len(from))]
		}
		return string(b)
	}
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789"
	for range 500 {
		key := make([]byte, random.IntN(40))
		for i := range key {
			key[i] = byte(random.IntN(256))
		}
		c := Credentials{AccessKeyID: pick(strings.ToUpper(letters), 20), SecretAccessKey: []byte(pick(letters+"/+", 40))}
		if random.IntN(2) == 0 {
			c.SessionToken = pick(letters+"/+=", 1+random.IntN(300))
		}
		get := s3Get{
			host: pick(letters, 10) + ".s3.eu-north-1.amazonaws.com", region: "eu-north-1",
			path: "/" + escape(string(key), "/"),
		}
		if random.IntN(2) == 0 {
			get.headers = Headers{{"if-match", `"` + pick(letters, 32) + `"`}}
		}
		check(c, get, time.Unix(random.Int64N(4e9), 0).UTC())
	}
}

// Without credentials a request goes out as it is: the bucket may be public.
func TestNoCredentialsNoSignature(t *testing.T) {
	t.Parallel()
	var none Credentials
	if got := none.sign(s3Get{host: "h", path: "/k", headers: Headers{{"if-match", "e"}}}, 0); !slices.Equal(got, Headers{{"if-match", "e"}}) {
		t.Errorf("got %v, want the headers as they were", got)
	}
}

// The calendar is package time's, over four centuries and at every edge of a day.
func TestAmzDate(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 1))
	seconds := []int64{0, 951782400, 951868799, 951868800, 1582934400, 4107542399, 4107542400}
	for range 20000 {
		seconds = append(seconds, random.Int64N(13e9))
	}
	for _, s := range seconds {
		want := time.Unix(s, 0).UTC().Format("20060102T150405Z")
		if got := amzDate(s); got != want {
			t.Fatal(fmt.Sprintf("%d: got %s, want %s", s, got, want))
		}
	}
}
