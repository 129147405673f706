package server

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tintype/cmd/tintype/server/engine"
	"tintype/cmd/tintype/server/store"
	"tintype/handler"
	"tintype/transform"
)

// soak is what many requests have shown.
type soak struct {
	t        *testing.T
	at       string
	good     []string // paths of originals that images can be made of
	wants    sync.Map // address to the library's bytes
	statuses [600]atomic.Int64
	client   *http.Client
	log      unusual
}

// unusual keeps of a log what does not end in an image, the last lines.
type unusual struct {
	mu    sync.Mutex
	lines []string
}

func (u *unusual) Write(b []byte) (int, error) {
	if !bytes.Contains(b, []byte(`"outcome":"transformed"`)) {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.lines = append(u.lines, string(b))
		u.lines = u.lines[max(0, len(u.lines)-1000):]
	}
	return len(b), nil
}

// of returns the lines about a path.
func (u *unusual) of(path string) (lines []string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, line := range u.lines {
		if strings.Contains(line, path) {
			lines = append(lines, line)
		}
	}
	return lines
}

// patient makes images whose time is never short, however long the machine stands still:
// nothing is given up, and no encoder hurries.
type patient struct{ engine.Native }

func (p patient) Transform(ctx context.Context, src io.Reader, t handler.Transform) (handler.Result, error) {
	all, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, cancel)()
	return p.Native.Transform(all, src, t)
}

// Whatever is asked for, and however rudely, answers are the library's, memory and
// goroutines come back to where they were, and no address brings the server down.
// TINTYPE_SOAK says how many requests; make soak asks for 200,000.
func TestSoak(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("TINTYPE_SOAK"))
	if n == 0 {
		n = 600
		t.Log("not checked: 200,000 requests; make soak does")
	}
	s := &soak{t: t, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16}}}
	server, at := open(t, Options{Engine: patient{}, Workers: 2, Line: 64, Store: store.NewMemory(4 << 20), Timeout: 10 * time.Minute, LineWait: time.Minute,
		Config: []byte(`{"limits":{"milliseconds":30000}}`), Log: slog.New(slog.NewJSONHandler(&s.log, nil))})
	s.at = at
	for _, dir := range []string{"jpeg", "png", "gif", "webp"} {
		names, err := filepath.Glob("../../../testdata/" + dir + "/*.*")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			s.consider(dir + "/" + filepath.Base(name))
		}
	}
	if len(s.good) < 10 {
		t.Fatalf("got %d originals", len(s.good))
	}
	var broken []string
	fs.WalkDir(os.DirFS("../../../testdata"), "broken", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			broken = append(broken, name)
		}
		return nil
	})
	s.run(n/10, broken) // warm
	memory, routines := settled(server)
	s.run(n, broken)
	s.client.CloseIdleConnections()
	after, left := settled(server)
	t.Logf("%d requests: memory %d KB, then %d KB; goroutines %d, then %d", n, memory>>10, after>>10, routines, left)
	for status := range s.statuses {
		if count := s.statuses[status].Load(); count > 0 {
			t.Logf("%d: %d", status, count)
		}
	}
	if after > memory+16<<20 {
		t.Errorf("memory: got %d KB after %d requests, want about %d KB", after>>10, n, memory>>10)
	}
	if left > routines+8 {
		t.Errorf("goroutines: got %d after %d requests, want %d", left, n, routines)
	}
	if s.statuses[500].Load()+s.statuses[502].Load()+s.statuses[504].Load() > 0 {
		t.Error("some answers say that the server is at fault")
	}
	if s.statuses[200].Load() < int64(n)/2 {
		t.Errorf("got %d images of %d requests", s.statuses[200].Load(), n)
	}
}

// consider takes an original that the library can make an image of.
func (s *soak) consider(name string) {
	source, err := os.ReadFile("../../../testdata/" + name)
	if err != nil || len(source) > 200_000 || strings.ContainsAny(name, " %") {
		return
	}
	p, _ := transform.Parse("w=16")
	if info, err := transform.Do(io.Discard, bytes.NewReader(source), p, transform.DefaultLimits()); err == nil && !info.Partial && info.Source.Width*info.Source.Height < 1<<20 {
		s.good = append(s.good, name)
	}
}

// settled returns the memory in use and the goroutines once nothing is open.
func settled(server *Server) (uint64, int) {
	for range 200 {
		if server.open.Load() == 0 && server.gate.Waiting() == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond)
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}

func (s *soak) run(n int, broken []string) {
	var left atomic.Int64
	left.Store(int64(n))
	var all sync.WaitGroup
	for worker := range 8 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), uint64(n)))
			for left.Add(-1) >= 0 {
				if random.IntN(10) == 0 {
					s.hostile(random, broken)
				} else {
					s.friendly(random)
				}
			}
		})
	}
	all.Wait()
}

// friendly asks for an image and compares it with the library's.
func (s *soak) friendly(random *rand.Rand) {
	name := s.good[random.IntN(len(s.good))]
	query := fmt.Sprintf("w=%d&fm=%s", 8+random.IntN(40), []string{"jpg", "webp", "png"}[random.IntN(3)])
	status, body := s.get(s.client, name+"?"+query)
	if status == http.StatusServiceUnavailable {
		return
	}
	key := name + "?" + query
	want, found := s.wants.Load(key)
	if !found {
		want = sha256.Sum256(s.library(name, query))
		s.wants.Store(key, want)
	}
	if got := sha256.Sum256(body); status != 200 || got != want {
		again := s.library(name, query)
		_, served := s.get(s.client, key)
		s.t.Errorf("%s: got %d and %d bytes %x, the library %x, and again %d bytes %x; the server again %x",
			key, status, len(body), got[:4], want, len(again), sha256.Sum256(again), sha256.Sum256(served))
		s.t.Logf("%s", s.log.of(name))
		os.WriteFile(filepath.Join(s.t.ArtifactDir(), "got"), body, 0o644)
		os.WriteFile(filepath.Join(s.t.ArtifactDir(), "want"), again, 0o644)
	}
}

// library is the image as the library makes it.
func (s *soak) library(name, query string) []byte {
	source, err := os.ReadFile("../../../testdata/" + name)
	if err != nil {
		s.t.Error(err)
		return nil
	}
	p, _ := transform.Parse(query)
	lim := transform.DefaultLimits()
	lim.OutputSide, lim.OutputPixels, lim.EnlargePixels = 6000, 16e6, 4e6
	var out bytes.Buffer
	if _, err := transform.Do(&out, bytes.NewReader(source), p, lim); err != nil {
		s.t.Errorf("%s?%s: %v", name, query, err)
	}
	return out.Bytes()
}

// hostile asks for what nobody should, or leaves in the middle.
func (s *soak) hostile(random *rand.Rand, broken []string) {
	good := s.good[random.IntN(len(s.good))]
	switch random.IntN(7) {
	case 0:
		s.get(s.client, broken[random.IntN(len(broken))]+"?w=64&fm=webp")
	case 1:
		s.get(s.client, []string{"../go.mod?w=5", "%2e%2e/%2e%2e/etc/passwd?w=5", "none.jpg?w=5", "jpeg/?w=5", "%00?w=5", "//?w=5"}[random.IntN(6)])
	case 2:
		s.get(s.client, good+"?"+[]string{"w=99999999", "w=8000&h=8000&fit=scale", "fm=exe", "blur=2000&w=300", "rect=0,0,1,1&w=500", "w=1&q=0", "trim=color&w=9"}[random.IntN(7)])
	case 3: // random bytes
		query := make([]byte, random.IntN(200))
		for i := range query {
			query[i] = "abcdefw=&%;0123456789,:+"[random.IntN(24)]
		}
		s.get(s.client, good+"?"+string(query))
	case 4: // leaves before the answer
		ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(3000))*time.Microsecond)
		defer cancel()
		r, _ := http.NewRequestWithContext(ctx, "GET", s.at+"/"+good+"?w=200&fm=webp&sharp="+strconv.Itoa(random.IntN(99)), nil)
		if response, err := s.client.Do(r); err == nil {
			response.Body.Close()
		}
	case 5: // reads nothing of the answer, or sends half a request
		c, err := net.Dial("tcp", strings.TrimPrefix(s.at, "http://"))
		if err != nil {
			return
		}
		io.WriteString(c, []string{"GET /" + good + "?w=300 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /" + good + "?w=300 HTTP/1.1\r\nHo", "\x16\x03\x01\x02\x00"}[random.IntN(3)])
		c.Close()
	case 6:
		r, _ := http.NewRequest("GET", s.at+"/"+path.Join(good)+"?w=40", nil)
		r.Header.Set("Range", []string{"bytes=-1", "bytes=5-2", "bytes=0-0,2-2,4-4", "x=1", "bytes=99999999999999999999-"}[random.IntN(5)])
		r.Header.Set("If-None-Match", strings.Repeat(`"x",`, random.IntN(50)))
		if response, err := s.client.Do(r); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
	}
}

func (s *soak) get(client *http.Client, address string) (int, []byte) {
	r, err := http.NewRequest("GET", s.at+"/"+address, nil)
	if err != nil {
		return 0, nil // what net/http's client does not send
	}
	response, err := client.Do(r)
	if err != nil {
		s.t.Errorf("%s: %v", address, err)
		return 0, nil
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Errorf("%s: %v", address, err)
	}
	s.statuses[response.StatusCode].Add(1)
	return response.StatusCode, body
}
