package edge

import (
	"encoding/base64"
	"encoding/json"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "golang.org/x/image/webp"

	"tintype/handler/cloudfront/wire"
	"tintype/shim/build"
	"tintype/testdata/s3server"
)

// nodes are those of TINTYPE_NODES (a list of paths) or else the one on the PATH.
func nodes(t *testing.T) []string {
	t.Helper()
	if list := filepath.SplitList(os.Getenv("TINTYPE_NODES")); len(list) > 0 {
		return list
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("not checked: the packaged handler under load and after failures; there is no node on the PATH (make test runs it)")
	}
	return []string{node}
}

// startPackage lays a package out around a guest and starts its handler in a Node.
func startPackage(t *testing.T, node string, guest build.Options, config string) *NodeHost {
	t.Helper()
	folder := t.TempDir()
	module, err := build.Cached(t.Context(), guest)
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"tintype.wasm": module, "tintype.json": []byte(config), "collector.mjs": []byte(collector)}
	scripts, err := filepath.Glob("../../../shim/node/*.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for _, script := range scripts {
		if files[filepath.Base(script)], err = os.ReadFile(script); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	h, err := StartNode(node, filepath.Join(folder, "collector.mjs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h
}

// soaked is a request of the mix and what it must come to.
type soaked struct {
	key, query string
	status     int // of the origin
	want       string
}

// What the mix's requests come to.
const (
	aPicture = "a picture"
	original = "the original"
	anything = "a picture or the original" // a broken one shows as far as it goes
	aRefusal = "a line of text"
)

// mix is the round that the soak repeats: each tenth request is broken, hostile or
// too large, the others are what pages ask for.
func mix(round int) []soaked {
	good := []soaked{
		{"samples/landscape.jpg", "w=320", 200, aPicture},
		{"samples/landscape.jpg", "w=640&fm=webp", 200, aPicture},
		{"samples/portrait.jpg", "w=200&h=200&fit=crop", 200, aPicture},
		{"samples/city.jpg", "h=240&q=50", 200, aPicture},
		{"samples/glass.png", "w=160", 200, aPicture},
		{"samples/glass.png", "w=200&fm=webp", 200, aPicture},
		{"samples/planet.gif", "w=64&fm=png", 200, aPicture},
		{"samples/dunes.webp", "w=240&fm=jpg", 200, aPicture},
		{"samples/landscape.jpg", "", 200, original},
		{"samples/city.jpg", "utm_source=mail", 200, original},
		{"samples/city.jpg", "w=300&sat=-40&blur=4", 200, aPicture},
		{"samples/landscape.jpg", "w=100&dpr=2", 200, aPicture},
	}
	bad := []soaked{
		{"broken/bomb-65500.jpg", "w=100", 200, original},
		{"broken/bomb-65500.png", "w=100", 200, original},
		{"broken/bomb-progressive.jpg", "w=100", 200, anything},
		{"broken/zip-bomb.png", "w=100", 200, anything},
		{"broken/half-progressive.jpg", "w=100", 200, anything},
		{"large/noise.jpg", "w=1600&fm=png", 200, aPicture}, // smaller, to fit,
		{"broken/html-named.jpg", "w=100", 200, original},
		{"broken/many-frames.gif", "w=100", 200, anything},
		{"large/too-long.jpg", "w=100", 200, anything}, // made before its end was there,
		{"broken/lossless-garbage.webp", "w=100", 200, anything},
		{"broken/scan-noise.jpg", "w=100", 200, anything},
		{"broken/icc-huge-counts.jpg", "w=100", 200, anything},
		{"samples/city.jpg", "w=abc", 200, aRefusal},
		{"gone.jpg", "w=100", 403, aRefusal},
		{"gone.jpg", "w=100", 200, original}, // gone since CloudFront asked
		{"broken/empty.jpg", "w=100", 200, original},
		{"broken/huffman-oversubscribed.jpg", "w=100", 200, anything},
		{"broken/deflate-garbage.png", "w=100", 200, anything},
		{"broken/bomb.tiff", "w=100", 200, anything},
		{"broken/exif-loop.jpg", "w=8192&h=8192&dpr=5&fit=fill", 200, anything},
	}
	random := rand.New(rand.NewPCG(uint64(round), 0))
	all := make([]soaked, 0, soakRound)
	for i := range soakRound {
		if i%10 == 9 {
			all = append(all, bad[i/10%len(bad)])
		} else {
			all = append(all, good[i%len(good)])
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

const (
	soakRounds  = 7  // at least: one for everything to be there, and six to compare
	soakPatient = 16 // rounds at most, where memory still grows
	soakRound   = 200
	soakAtOnce  = 8
)

// More than a thousand requests, eight at once, a tenth of them from people who
// mean harm or files that are broken: every answer is one that CloudFront takes and
// the one that was to be expected, and memory comes to an end of growing.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("not checked: the answers to a thousand requests, and that memory stays flat; they take a while, and this is -short")
	}
	for _, node := range nodes(t) {
		version, err := exec.Command(node, "--version").Output()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSpace(string(version)), func(t *testing.T) { soakNode(t, node) })
	}
}

func soakNode(t *testing.T, node string) {
	root := t.TempDir()
	for _, folder := range []string{"samples", "broken"} {
		if err := os.CopyFS(filepath.Join(root, "originals", folder), os.DirFS("../../../testdata/"+folder)); err != nil {
			t.Fatal(err)
		}
	}
	writeLarge(t, filepath.Join(root, "originals/large"))
	endpoint := s3server.Start(t, root, "local", "local")
	h := startPackage(t, node, build.Options{}, `{"s3": {"endpoint": "`+endpoint+`"}, "limits": {"sourceBytes": 2000000}, "log": "error"}`)

	begun := time.Now()
	var pictures, originals, refusals atomic.Int64
	run := func(requests []soaked) {
		var group sync.WaitGroup
		queue := make(chan soaked)
		for range soakAtOnce {
			group.Go(func() {
				for r := range queue {
					switch soak(t, h, r) {
					case aPicture:
						pictures.Add(1)
					case original:
						originals.Add(1)
					case aRefusal:
						refusals.Add(1)
					}
				}
			})
		}
		for _, r := range requests {
			queue <- r
		}
		close(queue)
		group.Wait()
	}
	// MB after each quarter of a round. What leaks goes on growing. What a process
	// comes to need once, when its heap finds its size or two large images meet, it
	// needs once: then more rounds show that there is no more.
	var resident, heap, guests []float64
	for n := 0; n < soakRounds || n < soakPatient && !(flat(resident) && flat(heap) && flat(guests)); n++ {
		for part := range slices.Chunk(mix(n), soakRound/4) {
			run(part)
			m := measure(t, h)
			resident, heap, guests = append(resident, m.Resident), append(heap, m.Heap), append(guests, m.External)
		}
	}
	t.Logf("%d pictures, %d originals, %d refusals in %v", pictures.Load(), originals.Load(), refusals.Load(), time.Since(begun).Round(time.Second))
	t.Logf("MB after each %d requests: resident %.0f, heap %.1f, outside of it %.0f", soakRound/4, resident, heap, guests)
	for _, m := range []struct {
		what string
		mb   []float64
	}{{"resident memory", resident}, {"heap", heap}, {"guests and buffers", guests}} {
		early, late := lastRounds(m.mb)
		t.Logf("%s: %.1f MB in three rounds, %.1f MB in the three after: %.3f", m.what, early, late, late/early)
		if !flat(m.mb) {
			t.Errorf("%s still grew after %d requests: from %.1f MB to %.1f MB within 600", m.what, len(m.mb)*soakRound/4, early, late)
		}
	}
}

// soakGrowth is up to what three rounds may need beside the three before them. Of
// 120 MB it lets 8 KB a request pass.
const soakGrowth = 1.04

// flat reports that the last three rounds needed no more than the three before.
func flat(mb []float64) bool {
	early, late := lastRounds(mb)
	return late <= soakGrowth*early
}

// lastRounds are the medians of the last three rounds and of the three before.
func lastRounds(mb []float64) (early, late float64) {
	last := len(mb)
	return median(mb[last-24 : last-12]), median(mb[last-12:])
}

// What leaks is told from what is needed once, at whatever round that comes.
func TestFlat(t *testing.T) {
	measured := func(rounds int, at func(quarter int) float64) (mb []float64) {
		for i := range 4 * rounds {
			mb = append(mb, at(i)+float64(i*7%5)-2) // noise of 2 MB
		}
		return mb
	}
	once := func(i int) float64 {
		if i > 15 {
			return 135
		}
		return 110
	}
	leak := func(i int) float64 { return 120 + float64(i)*0.75 } // 15 KB a request
	for rounds := soakRounds; rounds <= soakPatient; rounds++ {
		if got, want := flat(measured(rounds, once)), rounds >= 9; got != want {
			t.Errorf("25 MB needed once, after %d rounds: flat is %v", rounds, got)
		}
		if flat(measured(rounds, leak)) {
			t.Errorf("a leak of 15 KB a request is not seen after %d rounds", rounds)
		}
	}
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

// writeLarge makes the originals that are too large, in one way or another.
func writeLarge(t *testing.T, folder string) {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	noise, err := os.ReadFile("../../../testdata/jpeg/noise.jpg")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"noise.jpg": noise, "too-long.jpg": append(noise, make([]byte, 3_000_000)...)} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// soak puts one request to the handler and holds the answer to what CloudFront
// and the mix want; it returns what came.
func soak(t *testing.T, h Host, r soaked) (got string) {
	headers := wire.NewHeaders(http.Header{"Content-Type": {"image/jpeg"}, "Cache-Control": {"public, max-age=86400"}})
	event := wire.OriginResponse(
		wire.Request{Method: "GET", URI: "/" + r.key, QueryString: r.query, Origin: &wire.Origin{S3: &wire.S3Origin{
			AuthMethod: "none", DomainName: "originals.s3." + s3server.Region + ".amazonaws.com", CustomHeaders: wire.Headers{},
		}}},
		wire.Response{Status: strconv.Itoa(r.status), StatusDescription: http.StatusText(r.status), Headers: headers},
	).JSON()
	answer, err := h.Handle(t.Context(), event)
	if err != nil {
		t.Errorf("%s?%s: %v", r.key, r.query, err)
		return ""
	}
	if err := wire.Validate(answer, event); err != nil {
		t.Errorf("%s?%s: CloudFront would answer 502: %v", r.key, r.query, err)
	}
	var a wire.Response
	if err := json.Unmarshal(answer, &a); err != nil {
		t.Errorf("%s?%s: %v", r.key, r.query, err)
		return ""
	}
	switch {
	case a.Body == nil:
		got = original
	case a.BodyEncoding == "base64":
		got = aPicture
		config, _, err := image.DecodeConfig(base64.NewDecoder(base64.StdEncoding, strings.NewReader(*a.Body)))
		if err != nil || config.Width < 1 {
			t.Errorf("%s?%s: the picture cannot be read: %v", r.key, r.query, err)
		}
	default:
		got = aRefusal
	}
	if a.Status >= "500" || !strings.Contains(r.want, got) {
		t.Errorf("%s?%s: got %s, status %s, want %s", r.key, r.query, got, a.Status, r.want)
	}
	return got
}

// collector is the package's handler without its log, and besides what says how
// much memory is left in use when all garbage is gone.
const collector = `
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { handler as packaged } from './index.mjs'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
console.log = console.error = () => {}

export async function handler(event, context) {
  // A machine that is busy takes long, and that is no fault of the answer.
  if (!event.collect) return packaged(event, { ...context, getRemainingTimeInMillis: () => 600_000 })
  collect()
  await new Promise((resolve) => setTimeout(resolve, 20)) // memory is given back in the background
  collect()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { Resident: rss / 1e6, Heap: heapUsed / 1e6, External: external / 1e6 }
}
`

// memory is what a Node process has, in MB: in all, in its heap, and outside of
// that, where guests and buffers are.
type memory struct{ Resident, Heap, External float64 }

func measure(t *testing.T, h Host) (m memory) {
	t.Helper()
	answer, err := h.Handle(t.Context(), []byte(`{"collect": true}`))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(answer, &m); err != nil || m.Resident == 0 {
		t.Fatalf("%s: %v", answer, err)
	}
	return m
}

// A hundred requests in a row that kill their guest harm none of the others:
// those beside them and after them are answered as ever.
func TestKilledGuestsHarmNobody(t *testing.T) {
	h := startPackage(t, nodes(t)[0], build.Options{Package: "tintype/shim/testdata/hostile", MaxMemory: 192 << 20}, "{}")
	ask := func(query, want string) {
		query = "w=1&" + query // no guest is asked where there is no parameter of the grammar
		event := wire.OriginResponse(wire.Request{Method: "GET", URI: "/a.jpg", QueryString: query, Origin: &wire.Origin{S3: &wire.S3Origin{}}},
			wire.Response{Status: "200", Headers: wire.Headers{}}).JSON()
		answer, err := h.Handle(t.Context(), event)
		if err != nil || !strings.Contains(string(answer), want) {
			t.Errorf("%s: got %s, %v, want %s", query, answer, err, want)
		}
	}
	for _, how := range []string{"trap", "exit"} {
		done := make(chan bool)
		go func() {
			defer close(done)
			for range 50 {
				ask("do=secret", "base64")
			}
		}()
		for range 100 {
			ask("do="+how, `max-age=60`)
		}
		<-done
		ask("do=secret", "base64")
	}
}
