package server

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"tintype/handler"
)

func settings(t *testing.T, file string, env []string, args ...string) (*Settings, error) {
	t.Helper()
	var s Settings
	f := flag.NewFlagSet("server", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	s.Flags(f)
	if file != "" {
		name := filepath.Join(t.TempDir(), "tintype.json")
		if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append([]string{"-config", name}, args...)
	}
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	return &s, s.Read(env)
}

// A flag holds over the environment, and that over the file.
func TestSettings(t *testing.T) {
	s, err := settings(t, `{"formats":["webp"],"limits":{"outputSide":100,"frames":5},"presets":{"card":"w=5"},
		"server":{"addr":":1","workers":3,"timeout":"7s","cache":"memory","sources":[{"prefix":"/f","folder":"file"}]}}`,
		[]string{"TINTYPE_ADDR=:2", "TINTYPE_LIMITS_OUTPUTSIDE=200", "TINTYPE_CACHE=env", "TINTYPE_SIGNING_TOKENS=a,b", "TINTYPE_CORS=https://a.example", "PATH=x"},
		"-cache", "flag", "-set", "limits.outputSide=300", "-set", "fallback=none.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if s.Addr != ":2" || s.Workers != 3 || s.Timeout != 7*time.Second || s.Cache != "flag" || len(s.Sources) != 1 || s.Sources[0].Folder != "file" {
		t.Errorf("got %+v", s)
	}
	c, _, err := handler.ParseConfig(s.text, &hostOf)
	if err != nil || c.Limits.OutputSide != 300 || c.Limits.FramePixels != 5 || c.Fallback != "none.jpg" || !slices.Equal(c.Signing.Tokens, []string{"a", "b"}) || c.CORS[0] != "https://a.example" || c.Presets["card"] != "w=5" {
		t.Errorf("got %+v, %v", c, err)
	}
	s, err = settings(t, `{"server":{"sources":[{"folder":"file"}]}}`, []string{"TINTYPE_SOURCE=/=env /b=s3://bucket/p?region=r&endpoint=http://localhost:1"})
	if err != nil || len(s.Sources) != 2 || s.Sources[0].Folder != "env" || s.Sources[1].Bucket != "bucket/p" || s.Sources[1].Region != "r" || s.Sources[1].Endpoint != "http://localhost:1" {
		t.Errorf("got %+v, %v", s.Sources, err)
	}
	for _, row := range []struct {
		file, env, want string
		args            []string
	}{
		{`{"color":1}`, "", "color: no such key", nil},
		{`{"server":{"color":1}}`, "", "server.color: no such key", nil},
		{`{"server":{"workers":"many"}}`, "", "server.workers: got many", nil},
		{`{`, "", "unexpected end", nil},
		{"", "TINTYPE_WORKERS=many", "TINTYPE_WORKERS", nil},
		{"", "TINTYPE_LIMITS_FRAMES=x", `limits.frames: got "x"`, nil},
		{"", "", `quality.jpg: got 101`, []string{"-set", "quality.jpg=101"}},
		{"", "", `want /prefix=WHERE`, []string{"-source", "nothing"}},
	} {
		if _, err := settings(t, row.file, []string{row.env}, row.args...); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s %s %v: got %v, want %s", row.file, row.env, row.args, err, row.want)
		}
	}
}

// Every key that the environment can set is one of tintype.json.
func TestKeys(t *testing.T) {
	for _, key := range Keys {
		keys := map[string]any{}
		if err := setKey(keys, key, "1"); err != nil {
			t.Fatal(err)
		}
		s := Settings{}
		if err := s.merge(keys, nil); err != nil && strings.Contains(err.Error(), "no such key") {
			t.Error(err)
		}
	}
}
