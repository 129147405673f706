package transform

import (
	"bytes"
	"io"
	"os"
	"testing"

	"tintype/transform/params"
)

// Whatever a query asks for, the engine does it or refuses it, within its limits.
func FuzzQuery(f *testing.F) {
	var sources [][]byte
	for _, name := range []string{"jpeg/size-17x13.jpg", "png/gray-alpha8.png", "jpeg/adobe-ycck-420.jpg", "gif/first-frame-small.gif"} {
		data, err := os.ReadFile("../testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		sources = append(sources, data)
	}
	for _, s := range params.Table() {
		f.Add(s.Example)
	}
	f.Add("w=8192&h=1&fit=crop&crop=entropy&dpr=5&rot=44.9&trim=auto&trim-pad=-200&blur=2000&px=100&usm=-100&usmrad=500")
	f.Add("rect=0.99,0.99,1,1&border=8192,fff&border-radius=8192,0,1,8192&mask=corners&corner-radius=8192&mark=a&mark-tile=grid&mark-w=1")
	lim := DefaultLimits()
	lim.OutputSide, lim.OutputPixels, lim.Memory = 300, 20000, 1<<22
	f.Fuzz(func(t *testing.T, query string) {
		p, err := Parse(query)
		if err != nil {
			return
		}
		for _, src := range sources {
			var out bytes.Buffer
			info, err := DoWith(&out, bytes.NewReader(src), p, lim, func(string) io.Reader { return bytes.NewReader(sources[1]) })
			if noPanic(t, err); err == nil && (info.Width > lim.OutputSide || info.Height > lim.OutputSide || int64(info.Width)*int64(info.Height) > lim.OutputPixels) {
				t.Errorf("%s: %dx%d", query, info.Width, info.Height)
			}
		}
	})
}
