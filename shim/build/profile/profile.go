// Package profile has a guest answer requests while it is built, and finds out which
// functions ordinary ones run.
package profile

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// Used returns the indices of the functions that ordinary requests run, imports
// counted. testdata is the folder with the samples and events. The same module and
// samples give the same functions everywhere.
func Used(ctx context.Context, wasm []byte, testdata string) (map[int]bool, error) {
	used := counter{}
	ctx = experimental.WithFunctionListenerFactory(ctx, used)
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig())
	defer r.Close(ctx)
	g, err := start(ctx, r, wasm)
	if err != nil {
		return nil, err
	}
	for _, group := range transformations {
		for _, file := range strings.Fields(group.files) {
			body, err := os.ReadFile(filepath.Join(testdata, file))
			if err != nil {
				return nil, err
			}
			for _, query := range strings.Fields(group.queries) {
				if err := Answer(ctx, g.module, body, query); err != nil {
					return nil, fmt.Errorf("profile: %s %w", file, err)
				}
			}
		}
	}
	for _, e := range events {
		name, query, _ := strings.Cut(e, " ")
		event, err := os.ReadFile(filepath.Join(testdata, "events", name))
		if err != nil {
			return nil, err
		}
		text := strings.Replace(string(event), `"querystring": "w=400"`, `"querystring": "`+query+`"`, 1)
		if err := g.begin(text, "{}"); err != nil {
			return nil, err
		}
		kind, err := g.run(func(url string) (int, []byte) {
			body, err := os.ReadFile(filepath.Join(testdata, "samples", path.Base(url)))
			if err != nil {
				return 404, []byte("x")
			}
			return 200, body
		})
		if err != nil || kind != stepAnswer {
			return nil, fmt.Errorf("profile: %s: step %d, %w", e, kind, err)
		}
	}
	return used, nil
}

// counter is a listener that notes each function once.
type counter map[int]bool

func (c counter) NewFunctionListener(def api.FunctionDefinition) experimental.FunctionListener {
	index := int(def.Index())
	return experimental.FunctionListenerFunc(func(context.Context, api.Module, api.FunctionDefinition, []uint64, experimental.StackIterator) {
		c[index] = true
	})
}

// What is run: what a new process is likely to be asked for first. Each file with each
// query of its group.
var transformations = []struct{ files, queries string }{
	{
		"jpeg/size-2400x1600.jpg samples/landscape.jpg jpeg/progressive-1600x1067.jpg jpeg/sampling-444.jpg jpeg/sampling-422.jpg jpeg/gray.jpg",
		"w=200&fm=jpg w=720&fm=jpg&q=80 w=300&fm=webp w=400&h=300&fit=crop&crop=top,left&fm=jpg w=320&h=320&fit=crop&fm=webp&q=60",
	},
	{"jpeg/size-2400x1600.jpg", "w=1600&fm=jpg&q=80 w=1600&fm=webp&q=80 w=200&fm=png w=300&dpr=2&auto=compress w=300&h=300&fit=max w=200&q=auto w=200&fm=pjpg"},
	{"samples/city.jpg samples/portrait.jpg jpeg/icc-p3.jpg jpeg/icc-srgb.jpg jpeg/exif-and-icc.jpg jpeg/restart-row.jpg jpeg/optimized.jpg", "w=120 w=120&fm=webp"},
	// Each scale that a JPEG is decoded at, from 1/8 to 8/8.
	{"jpeg/size-640x427.jpg jpeg/sampling-444.jpg", "w=20&fm=jpg w=70&fm=jpg w=90&fm=jpg w=170&fm=jpg w=250&fm=jpg w=330&fm=webp w=410&fm=jpg w=490&fm=jpg w=570&fm=webp w=640&fm=jpg"},
	{"orient/orient-1.jpg orient/orient-3.jpg orient/orient-5.jpg orient/orient-6.jpg orient/orient-8.jpg", "w=30&fm=jpg w=30&fm=webp"},
	{
		"samples/glass.png png/icc-p3.png png/rgb8.png png/rgba8.png png/palette8.png png/gray8.png png/unknown-chunk.png",
		"w=40&fm=png w=40&fm=webp w=40&fm=jpg w=30&h=30&fit=crop",
	},
	{"samples/glass.png", "w=720&fm=png w=720&fm=webp w=400"},
	{"samples/dunes.webp webp/lossy-best.webp webp/lossless-best.webp webp/alpha-compressed-horizontal.webp webp/extended-lossless.webp", "w=40&fm=webp w=40&fm=jpg w=40&fm=png w=300"},
}

// Events, and the query in the place of w=400.
var events = []string{
	"origin-response-200.json w=400",
	"origin-response-200.json w=400&auto=format",
	"origin-response-403.json w=400",
	"origin-response-404.json w=400",
	"origin-response-304.json w=400",
}
