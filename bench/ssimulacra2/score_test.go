package ssimulacra2

import (
	"bytes"
	"flag"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"testing"
)

var write = flag.String("write", "", "folder for the pairs of TestAnotherImplementation, as PNG files")

// others are scores by another implementation, the crate ssimulacra2 0.5.1 of
// crates.io, of the pairs that -write makes.
var others = []struct {
	name    string
	quality int
	score   float64
}{
	{"city", 10, -2.670},
	{"city", 30, 47.959},
	{"city", 75, 71.892},
	{"city", 95, 87.140},
	{"landscape", 10, -11.839},
	{"landscape", 50, 61.934},
	{"landscape", 90, 84.982},
	{"portrait", 20, 32.668},
	{"portrait", 60, 65.170},
	{"portrait", 85, 79.246},
}

// Scores are within 0.1 of another implementation's.
func TestAnotherImplementation(t *testing.T) {
	for _, o := range others {
		a := sample(t, o.name)
		b := coded(t, a, o.quality)
		if *write != "" {
			writePNG(t, o.name, o.quality, "a", a)
			writePNG(t, o.name, o.quality, "b", b)
			continue
		}
		got, err := NewReference(a).Score(b)
		if err != nil || math.Abs(got-o.score) > 0.1 {
			t.Errorf("%s at %d: got %.3f, %v, want %.3f", o.name, o.quality, got, err, o.score)
		}
	}
}

// The same image scores 100, and a worse one less than a better one.
func TestOrder(t *testing.T) {
	a := sample(t, "city")
	r := NewReference(a)
	last := 100.0
	if got, err := r.Score(a); err != nil || got != last {
		t.Errorf("itself: got %v, %v", got, err)
	}
	for _, q := range []int{95, 80, 60, 40, 20, 5} {
		got, err := r.Score(coded(t, a, q))
		if err != nil || got >= last {
			t.Errorf("quality %d: got %v after %v, %v", q, got, last, err)
		}
		last = got
	}
}

func TestSizes(t *testing.T) {
	r := NewReference(image.NewRGBA(image.Rect(0, 0, 9, 11)))
	if _, err := r.Score(image.NewRGBA(image.Rect(0, 0, 11, 9))); err == nil {
		t.Error("another size is compared")
	}
	if _, err := NewReference(image.NewRGBA(image.Rect(0, 0, 7, 30))).Score(image.NewRGBA(image.Rect(0, 0, 7, 30))); err == nil {
		t.Error("too small an image is compared")
	}
}

// sample is the middle of a generated photograph, 321 by 243.
func sample(t *testing.T, name string) *image.RGBA {
	f, err := os.Open(filepath.Join("../../testdata/samples", name+".jpg"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := jpeg.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(image.Rect(0, 0, 321, 243))
	middle := m.Bounds().Min.Add(m.Bounds().Size().Sub(out.Rect.Size()).Div(2))
	draw.Draw(out, out.Rect, m, middle, draw.Src)
	return out
}

// coded is an image after a JPEG file by the standard library.
func coded(t *testing.T, m image.Image, quality int) *image.RGBA {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	d, err := jpeg.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	out := image.NewRGBA(d.Bounds())
	draw.Draw(out, out.Rect, d, d.Bounds().Min, draw.Src)
	return out
}

func writePNG(t *testing.T, name string, quality int, which string, m image.Image) {
	var file bytes.Buffer
	if err := png.Encode(&file, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(*write, which+"-"+name+"-"+string(rune('0'+quality/10))+".png"), file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}
