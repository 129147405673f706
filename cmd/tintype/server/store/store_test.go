package store

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"tintype/testdata/s3server"
)

// Every store keeps, gives and forgets alike.
func TestStores(t *testing.T) {
	t.Run("memory", func(t *testing.T) { behaves(t, NewMemory(1<<20)) })
	t.Run("folder", func(t *testing.T) {
		folder, err := OpenFolder(filepath.Join(t.TempDir(), "new"), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		behaves(t, folder)
	})
	t.Run("tiered", func(t *testing.T) { behaves(t, Tiered{NewMemory(1 << 20), NewMemory(1 << 20)}) })
	t.Run("bucket", func(t *testing.T) {
		root := t.TempDir()
		if err := os.Mkdir(filepath.Join(root, "results"), 0o755); err != nil {
			t.Fatal(err)
		}
		behaves(t, NewBucket(client(s3server.Start(t, root, "id", "secret")), "results", "/made/"))
	})
}

func client(endpoint string) *s3.Client {
	return s3.New(s3.Options{
		BaseEndpoint: &endpoint, UsePathStyle: true, Region: s3server.Region,
		Credentials: aws.NewCredentialsCache(credentials.NewStaticCredentialsProvider("id", "secret", "")),
	})
}

func behaves(t *testing.T, s Store) {
	ctx := context.Background()
	now := time.Now().UTC().Truncate(time.Second)
	names := map[string]Name{}
	put := func(tag, key string, tags ...string) {
		t.Helper()
		names[key] = NameOf(tag, key)
		e := &Entry{
			Header: http.Header{"Content-Type": {"image/webp"}, "X": {"a", "ä\""}}, Body: []byte("body\n of " + key), Source: `"etag"`,
			Tags: append([]string{tag}, tags...), Stored: now, Fresh: now.Add(time.Hour),
		}
		if err := s.Put(ctx, names[key], e); err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, names[key])
		if err != nil || !reflect.DeepEqual(got, e) {
			t.Fatalf("%s: got %+v, %v, want %+v", key, got, err, e)
		}
	}
	has := func(want string) {
		t.Helper()
		var got []string
		for _, key := range strings.Fields("cat400 cat800 dog400 dog800") {
			if e, err := s.Get(ctx, names[key]); err != nil {
				t.Fatal(err)
			} else if e != nil {
				got = append(got, key)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
	if e, err := s.Get(ctx, NameOf("0000", "nobody")); e != nil || err != nil {
		t.Errorf("what was never put: got %v, %v", e, err)
	}
	put("aaaa", "cat400")
	put("aaaa", "cat800", "10f0")
	put("bbbb", "dog400", "10f0", "../outside")
	put("bbbb", "dog800")
	put("bbbb", "dog800") // again
	has("cat400 cat800 dog400 dog800")
	for _, row := range []struct {
		tag  string
		n    int
		left string
	}{
		{"cccc", 0, "cat400 cat800 dog400 dog800"}, {"", 0, "cat400 cat800 dog400 dog800"}, {"../bbbb", 0, "cat400 cat800 dog400 dog800"},
		{"10f0", 2, "cat400 dog800"}, {"aaaa", 1, "dog800"}, {"bbbb", 1, ""},
	} {
		if n, err := s.Purge(ctx, row.tag); n != row.n || err != nil {
			t.Errorf("purge %q: got %d, %v, want %d", row.tag, n, err, row.n)
		}
		has(row.left)
	}
}

// What was used longest ago makes room, and what is too large is not kept.
func TestRoom(t *testing.T) {
	ctx := t.Context()
	dir := t.TempDir()
	folder, err := OpenFolder(dir, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]Store{"memory": NewMemory(100_000), "folder": folder} {
		first := NameOf("tag", "first")
		for i := range 40 {
			n := first
			if i > 0 {
				n = NameOf("tag", strings.Repeat("x", i))
			}
			if err := s.Put(ctx, n, &Entry{Body: make([]byte, 8000)}); err != nil {
				t.Fatal(err)
			}
			if e, _ := s.Get(ctx, first); e == nil {
				t.Fatalf("%s: what was used all the time is gone after %d", name, i)
			}
			time.Sleep(time.Millisecond) // the times of files
		}
		if e, _ := s.Get(ctx, NameOf("tag", "xx")); e != nil {
			t.Errorf("%s: nothing made room", name)
		}
	}
	m := NewMemory(100_000)
	m.Put(ctx, NameOf("t", "large"), &Entry{Body: make([]byte, 90_000)})
	if m.Bytes() != 0 {
		t.Errorf("got %d bytes, want nothing of one that would drive out all others", m.Bytes())
	}
	if n, _ := folder.Purge(ctx, "tag"); n == 0 || n > 13 {
		t.Errorf("the folder keeps %d files, want at most 13", n)
	}
}
