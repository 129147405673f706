// Command imaging is a contender of the bench: the standard library's codecs
// and disintegration/imaging, native. It speaks the protocol of worker.mjs.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/webp"
)

type ask struct {
	Source string `json:"source"`
	Want   struct {
		Width, Height, Quality int
		Format, Crop           string
	} `json:"want"`
	Out string `json:"out"`
}

func main() {
	runtime.GOMAXPROCS(1)
	out := json.NewEncoder(os.Stdout)
	out.Encode(map[string]any{"ready": true, "load": 0})
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var a ask
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			out.Encode(map[string]string{"error": err.Error()})
			continue
		}
		out.Encode(answer(a))
	}
}

func answer(a ask) map[string]any {
	data, err := os.ReadFile(a.Source)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if a.Want.Format == "webp" {
		return map[string]any{"skip": true}
	}
	start := time.Now()
	body, err := transform(data, a)
	ms := float64(time.Since(start).Microseconds()) / 1000
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if a.Out != "" {
		if err := os.WriteFile(a.Out, body, 0o666); err != nil {
			return map[string]any{"error": err.Error()}
		}
	}
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return map[string]any{"ms": ms, "bytes": len(body), "rss": usage.Maxrss}
}

func transform(data []byte, a ask) ([]byte, error) {
	img, err := imaging.Decode(bytes.NewReader(data), imaging.AutoOrientation(true))
	if err != nil {
		return nil, err
	}
	var out image.Image
	if a.Want.Crop != "" {
		out = imaging.Fill(img, a.Want.Width, a.Want.Height, imaging.TopLeft, imaging.Lanczos)
	} else {
		out = imaging.Resize(img, a.Want.Width, 0, imaging.Lanczos)
	}
	var b bytes.Buffer
	if a.Want.Format == "jpg" {
		err = jpeg.Encode(&b, out, &jpeg.Options{Quality: a.Want.Quality})
	} else {
		err = png.Encode(&b, out)
	}
	return b.Bytes(), err
}
