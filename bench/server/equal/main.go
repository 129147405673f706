// Command equal finds the quality at which imgproxy's images score as tintype's do at
// theirs, by SSIMULACRA2: each image is held against the same server's PNG of that size, so
// that the encoders are compared and not the filters. It prints the quality and both means.
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"tintype"
	"tintype/bench/ssimulacra2"
)

// side is one server.
type side struct {
	address string
	url     func(address, file string, width int, format string, quality int) string
}

var (
	ours = side{url: func(at, file string, width int, format string, q int) string {
		return fmt.Sprintf("%s/%s?fit=max&q=%d&w=%d&fm=%s", at, file, q, width, format)
	}}
	theirs = side{url: func(at, file string, width int, format string, q int) string {
		return fmt.Sprintf("%s/insecure/rs:fit:%d:0/q:%d/plain/local:///%s@%s", at, width, q, file, format)
	}}
)

func main() {
	flag.StringVar(&ours.address, "tintype", "http://127.0.0.1:18181", "its address")
	flag.StringVar(&theirs.address, "imgproxy", "http://127.0.0.1:18182", "its address")
	format := flag.String("format", "avif", "what is compared")
	quality := flag.Int("quality", 50, "tintype's")
	files := flag.String("files", "photo-6mp.jpg photo-2mp.jpg", "originals")
	flag.Parse()
	want, bytes, err := ours.mean(strings.Fields(*files), *format, *quality)
	if err != nil {
		fmt.Fprintln(os.Stderr, "equal:", err)
		os.Exit(1)
	}
	low, high := 1, 100 // the score grows with the quality
	for low < high {
		middle := (low + high) / 2
		got, n, err := theirs.mean(strings.Fields(*files), *format, middle)
		if err != nil {
			fmt.Fprintln(os.Stderr, "equal:", err)
			os.Exit(1)
		}
		fmt.Fprintf(os.Stderr, "%s: tintype q=%d scores %.1f in %d bytes, imgproxy q=%d %.1f in %d\n", *format, *quality, want, bytes, middle, got, n)
		if got < want {
			low = middle + 1
		} else {
			high = middle
		}
	}
	fmt.Println(low)
}

// mean is the mean score of a few sizes, and their mean bytes.
func (s *side) mean(files []string, format string, quality int) (score float64, bytes int, err error) {
	sum, n := 0.0, 0
	for _, file := range files {
		for _, width := range []int{360, 700} {
			reference, err := s.get(file, width, "png", quality)
			if err != nil {
				return 0, 0, err
			}
			image, err := s.get(file, width, format, quality)
			if err != nil {
				return 0, 0, err
			}
			score, err := scoreOf(reference, image)
			if err != nil {
				return 0, 0, err
			}
			sum += score
			bytes += len(image)
			n++
		}
	}
	return sum / float64(n), bytes / n, nil
}

func (s *side) get(file string, width int, format string, quality int) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url(s.address, file, width, format, quality), nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: got %s: %.100s", r.URL, response.Status, body)
	}
	return body, err
}

func scoreOf(lossless, other []byte) (float64, error) {
	a, err := tintype.Decode(context.Background(), bytes.NewReader(lossless), tintype.Options{})
	if err != nil {
		return 0, err
	}
	b, err := tintype.Decode(context.Background(), bytes.NewReader(other), tintype.Options{})
	if err != nil {
		return 0, err
	}
	return ssimulacra2.NewReference(a).Score(b)
}
