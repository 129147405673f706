package server

import (
	"errors"
	"flag"
	"runtime"
	"strings"
	"time"
)

// Settings are the settings of the server. Environment variables override the file, and
// flags override both. The file is tintype.json, with a member "server" for the fields
// below. The variables are such as TINTYPE_ADDR, and for keys of tintype.json such as
// TINTYPE_LIMITS_SOURCEBYTES.
type Settings struct {
	File string

	Addr     string // where to listen
	Admin    string // where to listen for metrics and purges; "" for nowhere
	Sources  []Source
	Engine   string // native or wasm
	Quick    bool
	Wasm     string        // path of the guest, for wasm
	Cache    string        // "", "memory", a folder, or s3://bucket/prefix; memory is in front of the last two
	Bytes    int64         // of the cache in memory, and of a folder's ten times as many
	Fresh    time.Duration // how long a stored image is not asked about
	Workers  int
	Line     int
	LineWait time.Duration
	Timeout  time.Duration
	Requests int
	Memory   int64         // bytes that the process should stay below; 0 for what the machine has
	Grace    time.Duration // for what is open when a signal comes
	Drain    time.Duration // how long health is bad before that

	flags *flag.FlagSet
	sets  []string // KEY=VALUE of tintype.json
	text  []byte   // tintype.json with all that holds over it
}

// Flags defines a flag for every setting.
func (s *Settings) Flags(f *flag.FlagSet) {
	f.StringVar(&s.File, "config", "", "tintype.json, with a member \"server\" for the flags below")
	f.StringVar(&s.Addr, "addr", ":8080", "address to listen on")
	f.StringVar(&s.Admin, "admin", "", "address for /metrics and /purge, which only you should reach; empty for none")
	f.Func("source", "PREFIX=WHERE or HOST/PREFIX=WHERE, more than once: a folder, s3://bucket/prefix?region=R&endpoint=URL, https://host/path, or allow:host,*.host", s.source)
	f.StringVar(&s.Engine, "engine", "native", "native, or wasm: every image in a sandbox of its own")
	f.BoolVar(&s.Quick, "quick", false, "AVIF of photographs in 0.6 of the encoder's time, for 4 % more bytes at the same looks; with -engine native")
	f.StringVar(&s.Wasm, "wasm", "build/tintype.wasm", "the guest, for -engine wasm")
	f.StringVar(&s.Cache, "cache", "", "where images are kept: memory, a folder, s3://bucket/prefix; empty for nowhere")
	f.Int64Var(&s.Bytes, "cache-bytes", 256<<20, "bytes of the cache in memory; a folder takes ten times as many")
	f.DurationVar(&s.Fresh, "fresh", time.Hour, "how long a kept image is answered without asking its origin")
	f.IntVar(&s.Workers, "workers", runtime.GOMAXPROCS(0), "images made at the same time")
	f.IntVar(&s.Line, "line", 0, "images that may wait for their turn; 16 for each worker by default")
	f.DurationVar(&s.LineWait, "line-wait", 5*time.Second, "how long an image waits for its turn")
	f.DurationVar(&s.Timeout, "timeout", 30*time.Second, "time for one request")
	f.IntVar(&s.Requests, "requests", 4096, "requests that are open at the same time")
	f.Int64Var(&s.Memory, "memory", 0, "bytes that the process should stay below")
	f.DurationVar(&s.Grace, "grace", 20*time.Second, "time for open requests after a signal")
	f.DurationVar(&s.Drain, "drain", 0, "how long /healthz is bad before that, for a load balancer to notice")
	f.Func("set", "KEY=VALUE of tintype.json, more than once: limits.sourceBytes=1000000, formats=webp,png", func(v string) error {
		if !strings.Contains(v, "=") {
			return errors.New("want KEY=VALUE")
		}
		s.sets = append(s.sets, v)
		return nil
	})
	s.flags = f
}

// source reads the flag's form of a source.
func (s *Settings) source(text string) error {
	source, err := parseSource(text)
	if err == nil {
		s.Sources = append(s.Sources, source)
	}
	return err
}
