package handler

import "testing"

// Every form of a bucket's domain name gives bucket, region and endpoint.
func TestParseS3Domain(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ domain, bucket, region, host string }{
		{"b.s3.eu-west-1.amazonaws.com", "b", "eu-west-1", "b.s3.R.amazonaws.com"},
		{"B.S3.EU-WEST-1.AMAZONAWS.COM", "b", "eu-west-1", "b.s3.R.amazonaws.com"},
		{"b.s3.amazonaws.com", "b", "", "b.s3.R.amazonaws.com"},
		{"b.s3-eu-west-1.amazonaws.com", "b", "eu-west-1", "b.s3.R.amazonaws.com"},
		{"b.s3-external-1.amazonaws.com", "b", "us-east-1", "b.s3.R.amazonaws.com"},
		{"b.s3.dualstack.eu-west-1.amazonaws.com", "b", "eu-west-1", "b.s3.dualstack.R.amazonaws.com"},
		{"b.s3-fips.us-gov-west-1.amazonaws.com", "b", "us-gov-west-1", "b.s3-fips.R.amazonaws.com"},
		{"b.s3-fips.dualstack.us-east-1.amazonaws.com", "b", "us-east-1", "b.s3-fips.dualstack.R.amazonaws.com"},
		{"b.s3-accelerate.amazonaws.com", "b", "", "b.s3.R.amazonaws.com"},
		{"b.s3-accelerate.dualstack.amazonaws.com", "b", "", "b.s3.R.amazonaws.com"},
		{"b.s3.cn-north-1.amazonaws.com.cn", "b", "cn-north-1", "b.s3.R.amazonaws.com.cn"},
		{"b.s3.eusc-de-east-1.amazonaws.eu", "b", "eusc-de-east-1", "b.s3.R.amazonaws.eu"},
		{"a.b.c.s3.eu-west-1.amazonaws.com", "a.b.c", "eu-west-1", "s3.R.amazonaws.com/a.b.c"},
		{"s3.s3.eu-west-1.amazonaws.com", "s3", "eu-west-1", "s3.s3.R.amazonaws.com"},
		{"x.s3.s3.amazonaws.com", "x.s3", "", "s3.R.amazonaws.com/x.s3"},
		{"dualstack.s3.amazonaws.com", "dualstack", "", "dualstack.s3.R.amazonaws.com"},
		{"ap-123456789012.s3-accesspoint.eu-west-1.amazonaws.com", "ap-123456789012", "eu-west-1", "ap-123456789012.s3-accesspoint.R.amazonaws.com"},
	} {
		a, ok := parseS3Domain(row.domain)
		if !ok || a.bucket != row.bucket || a.region != row.region {
			t.Errorf("%s: got %q in %q (%t), want %q in %q", row.domain, a.bucket, a.region, ok, row.bucket, row.region)
			continue
		}
		if host, prefix := a.host("R"); host+prefix != row.host {
			t.Errorf("%s: got %s%s, want %s", row.domain, host, prefix, row.host)
		}
	}
	for _, domain := range []string{
		"", "example.com", "s3.eu-west-1.amazonaws.com", "s3.amazonaws.com", ".s3.amazonaws.com", "amazonaws.com",
		"b.s3-website-eu-west-1.amazonaws.com", "b.s3-website.eu-central-1.amazonaws.com",
		"b.s3.eu-west-1.amazonaws.com.evil.example", "b@evil.s3.amazonaws.com", "b/x.s3.amazonaws.com", "b.ec2.eu-west-1.amazonaws.com",
	} {
		if a, ok := parseS3Domain(domain); ok {
			t.Errorf("%q: got bucket %q, want none", domain, a.bucket)
		}
	}
}

// A wrong region is learned from whatever part of S3's answer names the right
// one, and nothing else is taken for a region.
func TestRegionOf(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		status  int
		headers Headers
		body    string
		want    string
	}{
		{301, Headers{{"x-amz-bucket-region", "eu-west-1"}}, "", "eu-west-1"},
		{403, Headers{{"X-Amz-Bucket-Region", "eu-west-1"}}, "", "eu-west-1"},
		{400, nil, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>", "eu-west-1"},
		{301, nil, "<Error><Endpoint>b.s3-us-west-2.amazonaws.com</Endpoint></Error>", "us-west-2"},
		{301, nil, "<Error><Endpoint>s3.us-west-2.amazonaws.com</Endpoint></Error>", "us-west-2"},
		{307, Headers{{"Location", "https://b.s3.us-west-2.amazonaws.com/k?x"}}, "", "us-west-2"},
		{307, Headers{{"Location", "https://evil.example/k"}}, "", ""},
		{301, nil, "<Error><Region>evil.example</Region></Error>", ""},
		{301, nil, "<Error><Region>eu-west-1", ""},
		{301, nil, "<Error><Region><b></b></Region></Error>", ""},
		{404, Headers{{"x-amz-bucket-region", "eu-west-1"}}, "", ""},
		{301, Headers{{"x-amz-bucket-region", "eu-west-1/../x"}}, "", ""},
		{301, Headers{{"x-amz-bucket-region", "eu_west:1"}}, "", ""},
	} {
		if got := regionOf(row.status, row.headers, row.body); got != row.want {
			t.Errorf("%d %v %s: got %q, want %q", row.status, row.headers, row.body, got, row.want)
		}
	}
}

// What a redirect has taught is used by the next request, and of many buckets
// only a few are remembered.
func TestRegionMemory(t *testing.T) {
	t.Parallel()
	var m regionMemory
	m.learn("a", "r1")
	m.learn("a", "r2")
	if got := m.of("a"); got != "r2" {
		t.Errorf("got %q, want r2", got)
	}
	for i := range 1000 {
		m.learn(decimal(i), "r")
	}
	if n := len(m.buckets); n > maxRegions {
		t.Errorf("%d buckets are remembered, want at most %d", n, maxRegions)
	}
	if got := m.of("999"); got != "r" {
		t.Errorf("the newest: got %q, want r", got)
	}
}
