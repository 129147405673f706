package transform

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"testing"
)

func gzipped(t testing.TB, data []byte, header gzip.Header) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Header = header
	w.Write(data)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A source that gzip packed comes out as it does unpacked, with limits on what it
// holds, and what is damaged or packed twice is refused.
func TestGunzip(t *testing.T) {
	for _, name := range []string{"jpeg/gray.jpg", "png/filter-paeth.png", "samples/planet.gif", "samples/dunes.webp"} {
		data, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		run := func(source []byte, query string, lim Limits) (string, Info, error) {
			p, err := Parse(query)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			info, err := Do(&out, bytes.NewReader(source), p, lim)
			return out.String(), info, err
		}
		code := func(err error) string {
			var e *Error
			if errors.As(err, &e) {
				return e.Code
			}
			return ""
		}
		for _, query := range []string{"w=40&fm=png", "w=40&trim=auto&fm=jpg"} {
			want, _, err := run(data, query, DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			for _, header := range []gzip.Header{{}, {Name: "a.jpg", Comment: "of old", Extra: []byte("abc")}} {
				if got, info, err := run(gzipped(t, data, header), query, DefaultLimits()); err != nil || got != want || info.Partial {
					t.Errorf("%s?%s packed: got %d bytes, %v, want the %d of the plain source", name, query, len(got), err, len(want))
				}
			}
		}
		packed := gzipped(t, data, gzip.Header{})
		lim := DefaultLimits()
		lim.SourceBytes = int64(len(data)) / 2
		if _, _, err := run(gzipped(t, append(data[:len(data):len(data)], make([]byte, 1<<20)...), gzip.Header{}), "trim=auto&w=40", lim); code(err) != CodeTooLarge {
			t.Errorf("%s: more than the limit: got %v", name, err)
		}
		if _, _, err := run(gzipped(t, packed, gzip.Header{}), "w=40", DefaultLimits()); code(err) != CodeUnsupported {
			t.Errorf("%s: packed twice: got %v", name, err)
		}
		for _, broken := range [][]byte{packed[:9], append([]byte("\x1f\x8b\x08\xff"), bytes.Repeat([]byte("x"), 100)...), append([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00"), bytes.Repeat([]byte("\xff"), 100)...)} {
			if _, _, err := run(broken, "w=40", DefaultLimits()); code(err) != CodeDamaged && code(err) != CodeUnsupported {
				t.Errorf("%s: damaged: got %v", name, err)
			}
		}
	}
}

func FuzzGunzip(f *testing.F) {
	data, err := os.ReadFile("../testdata/png/filter-paeth.png")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(gzipped(f, data, gzip.Header{Name: "a", Comment: "b", Extra: []byte("c")}))
	f.Add([]byte(gzipMagic))
	f.Fuzz(func(t *testing.T, tail []byte) {
		p, _ := Parse("w=8&fm=png")
		lim := DefaultLimits()
		lim.SourceBytes, lim.SourcePixels = 1<<20, 1<<20
		_, err := Do(&bytes.Buffer{}, bytes.NewReader(append([]byte(gzipMagic), tail...)), p, lim)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Code == CodeInternal) {
			t.Fatal(err)
		}
	})
}
