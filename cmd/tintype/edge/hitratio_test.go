package edge

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The mix is a site of 300 images, as its visitors' browsers ask for them: each
// slot of its pages is written by one client library or by hand, a browser takes
// the candidate of the srcset that its window and its screen want, and a part of
// the addresses has gone through a mail or a social network. What each library
// sends is what docs and packages say; shares of browsers are rounded from what
// the web's statistics publish. Everything follows from one seed.

// accepts are what browsers send for an image, with their share of requests in
// percent.
var accepts = []struct {
	share  int
	header string
}{
	{60, "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"},
	{16, "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"},
	{5, "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"},
	{3, "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"},
	{3, "image/avif,image/webp,*/*"},
	{2, "image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5"},
	{3, "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"},
	{8, "*/*"}, // apps and crawlers
}

var (
	fluidWidths = []int{100, 116, 135, 156, 181, 210, 244, 283, 328, 380, 441, 512, 594, 689, 799, 927, 1075, 1247, 1446, 1678, 1946, 2257, 2619, 3038, 3524, 4087}
	nextWidths  = []int{16, 32, 48, 64, 96, 128, 256, 384, 640, 750, 828, 1080, 1200, 1920, 2048, 3840}
	windows     = []int{360, 375, 390, 393, 412, 430, 768, 820, 1280, 1366, 1440, 1536, 1920, 2560}
	densities   = []int{1, 1, 1, 2, 2, 2, 2, 3, 3, 3}
	fixedQ      = []int{75, 50, 35, 23, 20}
)

// visit is one browser before one slot of a page.
type visit struct {
	r               *rand.Rand
	window, density int
}

func among[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// atLeast is what a browser takes of a srcset with widths.
func atLeast(widths []int, want int) int {
	i, _ := slices.BinarySearch(widths, want)
	return widths[min(i, len(widths)-1)]
}

// slots are the places on the pages, with their share of requests in percent.
var slots = []struct {
	share int
	query func(v visit) string
}{
	// A hero over the whole window: js-core's fluid srcset.
	{14, func(v visit) string {
		return fmt.Sprintf("ixlib=js-3.8.0&auto=format%%2Ccompress&w=%d", atLeast(fluidWidths, v.window*v.density))
	}},
	// The same hero in the part of the site that React renders, one release later.
	{8, func(v visit) string {
		return fmt.Sprintf("auto=compress%%2Cformat&ixlib=react-%s&w=%d", among(v.r, []string{"9.8.1", "9.10.0"}), atLeast(fluidWidths, v.window*v.density))
	}},
	// Cards of a fixed size: unpic.
	{22, func(v visit) string {
		return fmt.Sprintf("fit=min&auto=format&w=%d&h=%d", 320*v.density, 240*v.density)
	}},
	// The same cards in the shop, which Nuxt renders.
	{12, func(v visit) string {
		return fmt.Sprintf("w=%d&h=%d&fit=min&auto=format", 320*v.density, 240*v.density)
	}},
	// A gallery, half a window wide: Next's loader.
	{16, func(v visit) string {
		return fmt.Sprintf("auto=format&fit=max&w=%d&q=75", atLeast(nextWidths, v.window*v.density/2))
	}},
	// Avatars: a fixed srcset by density.
	{12, func(v visit) string {
		return fmt.Sprintf("ixlib=js-3.%d.0&w=64&h=64&fit=crop&auto=format&dpr=%d&q=%d", 6+v.r.IntN(3), v.density, fixedQ[v.density-1])
	}},
	// What editors write by hand: the same wish in any order and spelling.
	{16, func(v visit) string {
		parts := []string{
			among(v.r, []string{"w=600", "width=600", "w=600.0"}),
			among(v.r, []string{"h=400", "height=400"}),
			among(v.r, []string{"fit=crop", "fit=cover", "f=crop"}),
			among(v.r, []string{"auto=format", "auto=format", "auto=format,"}),
		}
		if v.r.IntN(3) == 0 {
			parts = append(parts, "v="+strconv.Itoa(v.r.IntN(5)))
		}
		v.r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		return strings.Join(parts, "&")
	}},
}

// asked is one request of the mix.
type asked struct{ uri, query, accept string }

const mixSize = 10_000

// clientMix makes the mix; the n-th most wanted image is asked for about 1/n as
// often as the first.
func clientMix() []asked {
	r := rand.New(rand.NewPCG(10_000, 7))
	rank := rand.NewZipf(r, 1.07, 3, 299)
	pick := func(share func(i int) int) (i int) {
		for n := r.IntN(100) - share(0); n >= 0; n -= share(i) {
			i++
		}
		return i
	}
	mix := make([]asked, mixSize)
	for i := range mix {
		v := visit{r: r, window: among(r, windows), density: among(r, densities)}
		a := &mix[i]
		a.uri = fmt.Sprintf("/photos/%03d.jpg", rank.Uint64())
		a.query = slots[pick(func(i int) int { return slots[i].share })].query(v)
		a.accept = accepts[pick(func(i int) int { return accepts[i].share })].header
		switch r.IntN(20) {
		case 0:
			a.query += "&utm_source=" + among(r, []string{"newsletter", "app", "partner"}) + "&utm_medium=mail&utm_campaign=" + strconv.Itoa(r.IntN(12))
		case 1:
			a.query += "&fbclid=" + strconv.FormatUint(r.Uint64(), 36)
		case 2:
			a.query = "gclid=" + strconv.FormatUint(r.Uint64(), 36) + "&" + a.query
		}
	}
	return mix
}

// How many cache entries a mix of ten thousand addresses makes without the
// viewer-request function, with it, and with widths to snap to. RATIONALE.md has
// the figures.
func TestHitRatio(t *testing.T) {
	rationale, err := os.ReadFile("../../../RATIONALE.md")
	if err != nil {
		t.Fatal(err)
	}
	mix := clientMix()
	canonical := func(config string) func(asked) string {
		f, err := newViewerFunction([]byte(config))
		if err != nil {
			t.Fatal(err)
		}
		known := map[asked]string{} // the path is nothing to the function
		return func(a asked) string {
			key := asked{"", a.query, a.accept}
			if query, ok := known[key]; ok {
				return a.uri + "?" + query
			}
			r, err := http.NewRequest("GET", a.uri+"?"+a.query, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Accept", a.accept)
			_, query, refusal, err := f.canonical(r)
			if err != nil || refusal != nil {
				t.Fatalf("%s?%s: %v, %v", a.uri, a.query, refusal, err)
			}
			known[key] = query
			return a.uri + "?" + query
		}
	}
	for _, row := range []struct {
		what string
		key  func(asked) string
	}{
		{"the URL and Accept", func(a asked) string { return a.uri + "?" + a.query + " " + a.accept }},
		{"the URL, formats not negotiated", func(a asked) string { return a.uri + "?" + a.query }},
		{"the canonical query", canonical("{}")},
		{"the canonical query, `snapWidths` of eight", canonical(`{"snapWidths": [64, 160, 320, 640, 960, 1280, 1920, 3840]}`)},
	} {
		keys := map[string]bool{}
		for _, a := range mix {
			keys[row.key(a)] = true
		}
		hits := mixSize - len(keys)
		line := fmt.Sprintf("| %s | %d,%03d | %d.%d %% |", row.what, len(keys)/1000, len(keys)%1000, hits/100, hits/10%10)
		t.Log(line)
		if !strings.Contains(string(rationale), line) {
			t.Errorf("RATIONALE.md has other figures than %s", line)
		}
	}
}
