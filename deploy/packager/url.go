package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"tintype/deploy"
	"tintype/deploy/viewer"
)

// runURL writes what a function URL is deployed from: the package, which is the
// bootstrap, and the template with the viewer-request function in it.
func runURL(args []string) error {
	flags := flag.NewFlagSet("url", flag.ExitOnError)
	binary := flags.String("bootstrap", "build/bootstrap-arm64", "the function's program")
	config := flags.String("config", "deploy/tintype.json", "the configuration")
	template := flags.String("template", "deploy/url/template.yaml", "the template")
	out := flags.String("o", "build/url", "where bootstrap.zip and template.yaml go")
	flags.Parse(args)
	text, err := os.ReadFile(*config)
	if err != nil {
		return err
	}
	c, err := deploy.CheckConfig(text)
	if err != nil {
		return fmt.Errorf("%s: %w", *config, err)
	}
	code, err := viewer.CompileURL(c)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(*template)
	if err != nil {
		return err
	}
	rendered, err := withViewer(string(source), string(code))
	if err != nil {
		return err
	}
	program, err := os.ReadFile(*binary)
	if err != nil {
		return err
	}
	archive, err := bootstrapZip(program, text)
	if err != nil {
		return err
	}
	if err := write(*out+"/template.yaml", []byte(rendered)); err != nil {
		return err
	}
	return write(*out+"/bootstrap.zip", archive)
}

// withViewer puts the function's source into the template, as a string that YAML and JSON
// have in common.
func withViewer(template, code string) (string, error) {
	const place = "FunctionCode: ViewerCode"
	if strings.Count(template, place) != 1 {
		return "", fmt.Errorf("template: want one %q", place)
	}
	var quoted bytes.Buffer
	e := json.NewEncoder(&quoted)
	e.SetEscapeHTML(false)
	if err := e.Encode(code); err != nil {
		return "", err
	}
	return strings.Replace(template, place, "FunctionCode: "+strings.TrimSpace(quoted.String()), 1), nil
}

// bootstrapZip is the package: the program, which Lambda runs, and its configuration.
func bootstrapZip(program, config []byte) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestCompression) })
	for _, f := range []file{{"bootstrap", program}, {"tintype.json", config}} {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: stamp}
		h.SetMode(0o755)
		to, err := w.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return out.Bytes(), err
}
