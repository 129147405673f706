package edge

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"tintype/testdata/browser"
	"tintype/transform"
)

// A shown is what the browser makes of a file: the image that a page shows, and every
// frame of an animation. Pixels are RGBA with straight alpha, in base64.
type shown struct {
	W, H   int
	Still  []byte
	Plays  int // 0 for ever
	Frames []struct {
		Ms int
		W  int
		H  int
		Px []byte
	}
}

// script shows a file of a media type. What is broken beyond showing has no width.
const script = `(async (data, type) => {
	const bytes = Uint8Array.fromBase64(data)
	const out = {w: 0, h: 0, still: '', plays: 1, frames: []}
	const img = new Image()
	img.src = URL.createObjectURL(new Blob([bytes]))
	if (!await new Promise(f => { img.onload = () => f(true); img.onerror = () => f(false) })) return out
	const canvas = new OffscreenCanvas(img.naturalWidth, img.naturalHeight)
	const context = canvas.getContext('2d')
	context.drawImage(img, 0, 0)
	out.w = canvas.width, out.h = canvas.height
	out.still = new Uint8Array(context.getImageData(0, 0, out.w, out.h).data.buffer).toBase64()
	try {
		const d = new ImageDecoder({data: bytes, type, preferAnimation: true})
		await d.completed
		await d.tracks.ready
		const track = d.tracks.selectedTrack
		out.plays = track.repetitionCount === Infinity ? 0 : track.repetitionCount + 1
		for (let i = 0; i < track.frameCount; i++) {
			const {image} = await d.decode({frameIndex: i})
			const px = new Uint8Array(image.allocationSize({format: 'RGBA'}))
			await image.copyTo(px, {format: 'RGBA'})
			out.frames.push({ms: image.duration / 1000, w: image.displayWidth, h: image.displayHeight, px: px.toBase64()})
			image.close()
		}
	} catch {} // what is cut has the frames before
	return out
})`

// judge starts a browser and returns a function that shows files in it.
func judge(t *testing.T, what string) func(data []byte) shown {
	t.Helper()
	ctx := browser.Start(t, what, chromedp.Flag("force-color-profile", "srgb"))
	// The decoder of frames is there in secure contexts only, which a file is.
	page := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(page, []byte("<!DOCTYPE html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Navigate("file://"+page)); err != nil {
		t.Fatal(err)
	}
	return func(data []byte) (s shown) {
		t.Helper()
		kind := map[byte]string{'G': "gif", 0x89: "png", 'R': "webp"}[data[0]]
		if kind == "" {
			kind = "jpeg"
		}
		if bytes.HasPrefix(data[4:], []byte("ftyp")) {
			kind = "avif"
		}
		arg, _ := json.Marshal(base64.StdEncoding.EncodeToString(data))
		s, err := chromedp.Run(ctx, chromedp.Evaluate[shown](script+"("+string(arg)+", 'image/"+kind+"')", chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

// pixelsOf transforms natively and decodes the PNG that comes out.
func pixelsOf(data []byte, query string) (*image.NRGBA, error) {
	p, err := transform.Parse(query)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if _, err := transform.Do(&out, bytes.NewReader(data), p, transform.DefaultLimits()); err != nil {
		return nil, err
	}
	m, err := png.Decode(&out)
	if err != nil {
		return nil, err
	}
	n := image.NewNRGBA(m.Bounds())
	for y := range n.Rect.Dy() {
		for x := range n.Rect.Dx() {
			n.Set(x, y, m.At(x, y))
		}
	}
	return n, nil
}

// differ returns the largest and the mean difference of premultiplied samples. Rows that
// the browser leaves clear, as it does where data are missing, are passed over.
func differ(got *image.NRGBA, want []byte) (most int, mean float64) {
	w, sum, n := got.Rect.Dx(), 0, 0
	for y := range got.Rect.Dy() {
		row, theirs := got.Pix[y*got.Stride:][:4*w], want[4*w*y:][:4*w]
		if bytes.Count(theirs, []byte{0}) == len(theirs) {
			continue
		}
		for i := range row {
			a, b := int(row[i]), int(theirs[i])
			if i&3 < 3 {
				a, b = a*int(row[i|3])/255, b*int(theirs[i|3])/255
			}
			d := max(a-b, b-a)
			most, sum, n = max(most, d), sum+d, n+1
		}
	}
	return most, float64(sum) / float64(max(n, 1))
}

// elsewise are files that are shown in another way than by the browser.
var elsewise = map[string]string{
	"exif-orientation-6.webp": "the orientation of a WebP is heeded",
	"lossless-unflagged.webp": "the browser adds straight colors to what is below",
	"cicp-pq-16bit.png":       "HDR is tone-mapped, not cut",
}

// Every PNG, GIF and WebP of testdata, those of the corpus's bugs and the broken ones
// are what a browser shows: size, pixels, and of an animation every frame.
func TestBrowserShowsTheSame(t *testing.T) {
	show := judge(t, "that sources are decoded as a browser does")
	files := 0
	for _, pattern := range []string{"png/*.png", "gif/*.gif", "webp/*.webp", "broken/*.png", "broken/*.gif", "broken/*.webp"} {
		names, _ := filepath.Glob("../../../testdata/" + pattern)
		files += len(names)
		for _, name := range names {
			compareWithBrowser(t, name, show)
		}
	}
	if files < 150 {
		t.Errorf("%d files, want those of testdata", files)
	}
	corpus, _ := filepath.Glob("../../../../shared/corpus/bugs/[gpw]-*.*")
	if len(corpus) == 0 {
		t.Log("not checked: files of the corpus; there is none at ../shared/corpus")
	}
	for _, name := range corpus {
		compareWithBrowser(t, name, show)
	}
}

func compareWithBrowser(t *testing.T, path string, show func([]byte) shown) {
	t.Helper()
	name := filepath.Base(path)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(name, "bomb") || strings.Contains(name, "many-frames") || len(data) == 0 || elsewise[name] != "" {
		return
	}
	s := show(data)
	if s.W == 0 || bytes.Count(s.Still, []byte{0}) == len(s.Still) {
		return // nothing is shown
	}
	query := "fm=png32&frame="
	got, err := pixelsOf(data, query+"1")
	if err != nil {
		t.Errorf("%s: %v, the browser shows %dx%d", name, err, s.W, s.H)
		return
	}
	if got.Rect.Dx() != s.W || got.Rect.Dy() != s.H {
		t.Errorf("%s: %v, the browser shows %dx%d", name, got.Rect.Size(), s.W, s.H)
		return
	}
	// Chroma of lossy files is brought up to size in other ways.
	limit, meanLimit := 6, 1.0
	if data[0] == 0xff || bytes.Contains(data, []byte("VP8 ")) {
		limit, meanLimit = 80, 6
	}
	if most, mean := differ(got, s.Still); most > limit || mean > meanLimit {
		t.Errorf("%s: off by %d, %.2f in the mean", name, most, mean)
	}
	if len(s.Frames) < 2 {
		return
	}
	for i, f := range s.Frames {
		got, err := pixelsOf(data, query+strconv.Itoa(i+1))
		if err != nil || got.Rect.Dx() != f.W || got.Rect.Dy() != f.H {
			t.Errorf("%s: frame %d: %v", name, i+1, err)
			continue
		}
		if most, _ := differ(got, f.Px); most > limit {
			t.Errorf("%s: frame %d: off by %d", name, i+1, most)
		}
	}
}

// What goes out as an animation is what its frames are one by one, to a browser: APNG
// and lossless WebP exactly.
func TestBrowserPlaysOurs(t *testing.T) {
	show := judge(t, "that animations go out as a browser plays them")
	for _, name := range []string{
		"samples/planet.gif", "gif/disposal-mixed.gif", "gif/delays.gif", "gif/first-frame-beyond.gif", "gif/loop-3.gif",
		"webp/animated-lossy.webp", "webp/animated-dispose.webp", "png/animated-rgba.png", "png/animated-dispose.png", "png/animated-hidden.png",
	} {
		data, err := os.ReadFile("../../../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, query := range []string{"fm=png", "fm=png&w=40", "fm=png&w=40&bg=fff", "fm=webp&lossless=1&w=40"} {
			p, err := transform.Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if _, err := transform.Do(&out, bytes.NewReader(data), p, transform.DefaultLimits()); err != nil {
				t.Errorf("%s %s: %v", name, query, err)
				continue
			}
			s := show(out.Bytes())
			if len(s.Frames) < 2 {
				t.Errorf("%s %s: the browser plays %d frames", name, query, len(s.Frames))
			}
			if strings.Contains(name, "loop-3") && s.Plays != 4 {
				t.Errorf("%s %s: plays %d times, want 4", name, query, s.Plays)
			}
			still := strings.Replace(strings.Replace(query, "webp&lossless=1", "png32", 1), "fm=png&", "fm=png32&", 1)
			for i, f := range s.Frames {
				got, err := pixelsOf(data, still+"&frame="+strconv.Itoa(i+1))
				if err != nil {
					t.Errorf("%s %s: frame %d: %v", name, query, i+1, err)
					continue
				}
				if most, _ := differ(got, f.Px); most > 3 {
					t.Errorf("%s %s: frame %d: off by %d", name, query, i+1, most)
				}
			}
		}
	}
}
