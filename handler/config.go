package handler

import (
	"maps"
	"strings"

	"tintype/handler/internal/jsonview"
)

// Config is the content of tintype.json. DefaultConfig returns the values of keys that
// are absent. docs/config.md is the reference of the keys.
type Config struct {
	S3           S3Config
	Formats      []string          // formats: tried in this order by auto=format
	Quality      map[string]int    // quality: default q, 1 to 100, by format; where there is none, the engine's
	Limits       Limits            // limits
	Signing      Signing           // signing
	Presets      map[string]string // presets: name to query
	OnlyPresets  bool              // onlyPresets: image parameters come from presets only
	Marks        []string          // marks: where mark and blend of unsigned queries may come from: beginnings of keys
	SnapWidths   []int             // snapWidths: widths that w is rounded up to, ascending
	CacheControl string            // cacheControl: when the original has none
	TagHeader    string            // tagHeader: header that the cache tags of an answer go in; "" for none
	Revalidate   bool              // revalidate: answer 304 for an image whose ETag is still the same
	Fallback     string            // fallback: key of the image for a missing original; "" for none
	CORS         []string          // cors: origins that may read answers, "*" for all; none for none
	CSP          string            // csp: Content-Security-Policy of SVG, and of HTML in an image's place; "" for none
	Explain      bool              // explain: say in X-Tintype what happened
	ServerTiming bool              // serverTiming: send the header of that name
	Log          LogLevel          // log

	host *Host
}

// S3Config overrides the bucket and the region in the origin's domain name.
type S3Config struct {
	Region   string
	Bucket   string
	Endpoint string // scheme and authority of another store; buckets are addressed in the path
}

// Limits bounds every request.
type Limits struct {
	SourceBytes   int64 // bytes of the original
	SourcePixels  int64 // pixels of the original
	OutputSide    int64 // pixels of the output's longer side
	OutputPixels  int64 // pixels of the output
	Enlarge       int64 // pixels of an output that has more pixels than its source
	AVIFPixels    int64 // avif.maxPixels: auto=format makes WebP instead of AVIF of a larger output
	Milliseconds  int64 // of one transformation, reading its source included
	FramePixels   int64 // pixels of all frames of an animation together
	Memory        int64 // bytes of guest memory
	ResponseBytes int64 // bytes of the answer's body; 0 for no limit
}

// Signing configures URL signing; Tokens are the keys that may sign the parameter s.
type Signing struct {
	Tokens   []string
	Required bool // a request without a good signature is 403
}

// LogLevel says which requests are logged.
type LogLevel uint8

// The levels of the key log.
const (
	LogOff     LogLevel = iota // "off": nothing
	LogError                   // "error": requests that failed, unless the viewer caused it
	LogInfo                    // "info": every request with parameters
	LogMetrics                 // "metrics": the same, in CloudWatch's embedded metric format
)

// DefaultConfig returns the configuration of an empty tintype.json on a host.
func DefaultConfig(host *Host) *Config {
	return &Config{
		host:    host,
		Formats: []string{"avif", "webp"},
		Quality: map[string]int{},
		Limits: Limits{
			SourceBytes: 50 << 20, SourcePixels: 100e6, OutputSide: 6000, OutputPixels: 16e6, Enlarge: 4e6, AVIFPixels: 2.5e6, Milliseconds: 10000,
			FramePixels: 200e6, Memory: 512 << 20, ResponseBytes: host.ResponseBytes,
		},
		CacheControl: "public, max-age=86400, s-maxage=31536000", // a browser asks again the next day
		TagHeader:    "Cache-Tag",
		CORS:         []string{"*"},
		CSP:          defaultCSP,
		Revalidate:   host.Revalidate,
		Explain:      true,
		ServerTiming: true,
		Log:          LogInfo,
	}
}

// ParseConfig reads tintype.json. Empty text is the default configuration. unknown lists
// the keys that do not exist: they are an error when a package is made, and a log line at
// run time. The error for a bad value is a *ConfigError.
func ParseConfig(text []byte, host *Host) (config *Config, unknown []string, err error) {
	return DefaultConfig(host).override(text)
}

// override returns a copy of c with the keys of text in place of its own.
func (c *Config) override(text []byte) (*Config, []string, error) {
	merged := *c
	merged.Quality = maps.Clone(c.Quality)
	if strings.TrimSpace(string(text)) == "" {
		return &merged, nil, nil
	}
	root, err := jsonview.Parse(text)
	if err != nil || !root.IsObject() {
		return nil, nil, &ConfigError{Key: "configuration", Want: "a JSON object"}
	}
	r := configReader{config: &merged}
	for key, v := range root.Fields() {
		r.read(key, v)
	}
	if r.err != nil {
		return nil, r.unknown, r.err
	}
	return &merged, r.unknown, nil
}

// ConfigError says which key has a value that is not allowed.
type ConfigError struct {
	Key  string // "limits.sourceBytes"
	Got  string // as written; "" where it does not help or may be secret
	Want string
}

// Error returns a line such as "quality.jpg: got 101, want 1 to 100".
func (e *ConfigError) Error() string {
	if e.Got == "" {
		return e.Key + ": want " + e.Want
	}
	return e.Key + ": got " + e.Got + ", want " + e.Want
}
