package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"tintype/deploy/awstest"
	"tintype/handler"
)

// A purge of a watermark removes the images that show it, of whatever original, and the
// cache forgets their paths. A dry run changes nothing.
func TestPurgeURL(t *testing.T) {
	logo := "tags/" + handler.CacheTag("logos/a b.png") + "/"
	cloud := awstest.New()
	cloud.AddBucket("results", "us-east-1", map[string][]byte{
		"cat.jpg/~w=5": nil, "cat.jpg/~mark=logos%2Fa%20b.png&w=5": nil, logo + "cat.jpg/~mark=logos%2Fa%20b.png&w=5": nil,
		"my dog.jpg/~mark=x&w=9": nil, logo + "my dog.jpg/~mark=x&w=9": nil, "logos/a b.png/~w=10": nil, "logos/a b.pngx/~w=10": nil, "bird.jpg/~w=3": nil,
	})
	id := cloud.AddDistribution("<Comment>x</Comment>")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if strings.Contains(string(body), "Action=DescribeStacks") {
			fmt.Fprintf(w, `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member><StackName>tintype-url</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-11-22T12:00:00Z</CreationTime>`+
				`<Outputs><member><OutputKey>ResultsBucket</OutputKey><OutputValue>results</OutputValue></member><member><OutputKey>Distribution</OutputKey><OutputValue>%s</OutputValue></member></Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`, id)
			return
		}
		cloud.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"} {
		t.Setenv(name, value)
	}
	purge := func(args ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		if status := run(append([]string{"purge-url"}, args...), nil, &out, &errs); status != 0 {
			t.Fatalf("%v: got status %d: %s", args, status, errs.String())
		}
		return out.String()
	}
	want := "bucket results: 3 images %s\ndistribution " + id + ": /logos/a%%20b.png /logos/a%%20b.png/~* /cat.jpg/~* /my%%20dog.jpg/~* %s\n"
	if got := purge("-key", "/logos/a%20b.png", "-dry-run"); got != fmt.Sprintf(want, "would be removed", "would be invalidated") {
		t.Errorf("a dry run: got %s", got)
	}
	if n := len(cloud.Objects("results")); n != 8 || len(cloud.Invalidated()) != 0 {
		t.Errorf("a dry run left %d objects and invalidated %v", n, cloud.Invalidated())
	}
	if got := purge("-key", "/logos/a%20b.png"); got != fmt.Sprintf(want, "removed", "invalidated") {
		t.Errorf("got %s", got)
	}
	if left := cloud.Objects("results"); !slices.Equal(left, []string{"bird.jpg/~w=3", "cat.jpg/~w=5", "logos/a b.pngx/~w=10"}) {
		t.Errorf("got %q, want the images without it", left)
	}
	if got := cloud.Invalidated(); len(got) != 4 || got[3] != id+" /my%20dog.jpg/~*" {
		t.Errorf("got %q", got)
	}
	if got := purge("-key", "cat.jpg"); !strings.HasPrefix(got, "bucket results: 1 images removed") {
		t.Errorf("an original: got %s", got)
	}
}

// Many originals are one path, which costs one.
func TestInvalidations(t *testing.T) {
	var many []string
	for i := range maxPaths {
		many = append(many, fmt.Sprint(i))
	}
	if got := invalidations("logo.png", many); !slices.Equal(got, []string{"/*"}) {
		t.Errorf("got %q", got)
	}
	if got := invalidations("a", []string{"a"}); !slices.Equal(got, []string{"/a", "/a/~*"}) {
		t.Errorf("got %q", got)
	}
}
