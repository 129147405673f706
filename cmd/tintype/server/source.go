package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"

	"tintype/cmd/tintype/server/drive"
	"tintype/cmd/tintype/server/origin"
	"tintype/handler"
)

// Source says where the originals of some addresses are. One of Folder, Bucket, URL and
// Allow is set.
type Source struct {
	Host   string `json:"host,omitempty"`   // of the request; "" for any
	Prefix string `json:"prefix,omitempty"` // of the request's path; "" for all

	Folder string `json:"folder,omitempty"` // path of a folder
	Bucket string `json:"bucket,omitempty"` // "name" or "name/prefix"
	URL    string `json:"url,omitempty"`    // of a web server, with the path before the keys
	// Allow are hosts of whole addresses that stand, percent-encoded, behind the prefix:
	// "images.example.com", "*.example.com", or with a port.
	Allow []string `json:"allow,omitempty"`

	Region   string `json:"region,omitempty"`   // of the bucket
	Endpoint string `json:"endpoint,omitempty"` // of another store than S3, addressed path-style
	Private  bool   `json:"private,omitempty"`  // URL, Allow: addresses that are not the public internet's, and http, too
	Unsigned bool   `json:"unsigned,omitempty"` // Bucket: ask without credentials
}

// place is a source that is open.
type place struct {
	Source
	origin      handler.Origin
	fetcher     drive.Fetcher
	credentials aws.CredentialsProvider // nil for none
	handlers    sync.Pool               // of *handler.Handler, each used by one exchange at a time
}

// hostOf is a server as a host of the handler: it takes answers of any size, and an
// image that a viewer has is confirmed.
var hostOf = handler.Host{Revalidate: true}

func openPlace(ctx context.Context, s Source, text []byte, timeout time.Duration, given aws.CredentialsProvider) (p *place, err error) {
	p = &place{Source: s, credentials: given}
	if s.Prefix != "" && (s.Prefix[0] != '/' || s.Prefix != "/" && strings.HasSuffix(s.Prefix, "/")) {
		return nil, fmt.Errorf("source: prefix: got %q, want one that begins with a slash and does not end in one", s.Prefix)
	}
	p.Prefix = strings.TrimSuffix(s.Prefix, "/")
	switch kinds := countSet(s.Folder, s.Bucket, s.URL, strings.Join(s.Allow, "")); {
	case kinds != 1:
		return nil, fmt.Errorf("source %s%s: got %d of folder, bucket, url and allow, want one", s.Host, s.Prefix, kinds)
	case s.Folder != "":
		p.origin.Kind = handler.Own
		p.fetcher, err = origin.OpenFolder(s.Folder)
	case s.Bucket != "":
		text, err = p.openBucket(ctx, text, timeout)
	default:
		err = p.openWeb(timeout)
	}
	if err != nil {
		return nil, err
	}
	p.handlers.New = func() any { return handler.New(text, &hostOf) }
	return p, nil
}

func countSet(texts ...string) (n int) {
	for _, text := range texts {
		if text != "" {
			n++
		}
	}
	return n
}

// openBucket returns the configuration with the bucket in it.
func (p *place) openBucket(ctx context.Context, text []byte, timeout time.Duration) ([]byte, error) {
	name, prefix, _ := strings.Cut(p.Bucket, "/")
	p.origin = handler.Origin{Kind: handler.S3, Domain: name + ".s3.amazonaws.com", Region: p.Region}
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		p.origin.Path = "/" + prefix
	}
	all := map[string]any{}
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	s3 := map[string]any{"bucket": name}
	if p.Region != "" {
		s3["region"] = p.Region
	}
	if p.Endpoint != "" {
		s3["endpoint"] = p.Endpoint
	}
	all["s3"] = s3
	merged, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	if _, _, err := handler.ParseConfig(merged, &hostOf); err != nil {
		return nil, err
	}
	p.fetcher = origin.NewWeb(origin.WebOptions{Private: p.Endpoint != "", Timeout: timeout})
	if p.credentials == nil && !p.Unsigned {
		c, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, err
		}
		p.credentials = c.Credentials
	}
	return merged, nil
}

func (p *place) openWeb(timeout time.Duration) error {
	if p.URL != "" {
		u, err := url.Parse(p.URL)
		if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || !p.mayScheme(u.Scheme) {
			return fmt.Errorf("source: url: got %q, want https://host/path", p.URL)
		}
		p.origin = webOrigin(u)
		p.origin.Path = strings.TrimSuffix(u.EscapedPath(), "/")
		p.Allow = []string{u.Host} // redirects
	}
	for _, host := range p.Allow {
		if host == "*" || strings.Contains(strings.TrimPrefix(host, "*."), "*") || strings.ContainsAny(host, "/@ ") {
			return fmt.Errorf("source: allow: got %q, want a host such as images.example.com or *.example.com", host)
		}
	}
	p.fetcher = origin.NewWeb(origin.WebOptions{Private: p.Private, Allow: p.allows, Timeout: timeout})
	p.credentials = nil
	return nil
}

func webOrigin(u *url.URL) handler.Origin {
	port, _ := strconv.Atoi(u.Port())
	host := u.Hostname()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return handler.Origin{Kind: handler.Web, Domain: host, Port: port, Scheme: u.Scheme}
}

func (p *place) mayScheme(scheme string) bool {
	return scheme == "https" || scheme == "http" && p.Private
}

// allows reports whether an address may be asked.
func (p *place) allows(scheme, host string) bool {
	if !p.mayScheme(scheme) {
		return false
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, ""
	}
	if port == map[string]string{"https": "443", "http": "80"}[scheme] {
		host = name
	}
	host = strings.ToLower(host)
	for _, allowed := range p.Allow {
		allowed = strings.ToLower(allowed)
		if host == allowed {
			return true
		}
		if below, wild := strings.CutPrefix(allowed, "*"); wild && strings.HasSuffix(host, below) && host != below[1:] {
			return true
		}
	}
	return false
}

var errNotHere = errors.New("no source has this address")

// at returns where the object of a path is, which begins with the place's prefix.
func (p *place) at(path string) (handler.Origin, error) {
	o := p.origin
	o.Object = strings.TrimPrefix(path, p.Prefix)
	if p.URL != "" || len(p.Allow) == 0 {
		return o, nil
	}
	address, err := url.PathUnescape(strings.TrimPrefix(o.Object, "/"))
	if err != nil {
		return o, errNotHere
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" || !p.allows(u.Scheme, u.Host) {
		return o, errNotHere
	}
	o = webOrigin(u)
	o.Object, o.Query = u.EscapedPath(), u.RawQuery
	return o, nil
}

// order puts the sources that say more of an address first.
func order(places []*place) {
	slices.SortStableFunc(places, func(a, b *place) int {
		return cmp.Or(-cmp.Compare(len(a.Host), len(b.Host)), -cmp.Compare(len(a.Prefix), len(b.Prefix)))
	})
}

// find returns the source of an address.
func find(places []*place, host, path string) *place {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	for _, p := range places {
		if p.Host != "" && !strings.EqualFold(p.Host, host) {
			continue
		}
		if rest, found := strings.CutPrefix(path, p.Prefix); found && strings.HasPrefix(rest, "/") {
			return p
		}
	}
	return nil
}

// environment is what the handler needs of a request that began then and may take so long.
// Its clock shows the day's time of the beginning and runs on from there by the clock that
// is never set: a step of the day's clock is no reason to give a request up.
func (p *place) environment(ctx context.Context, begun time.Time, timeout time.Duration) (handler.Environment, error) {
	day := begun.UnixMicro()
	env := handler.Environment{Clock: func() int64 { return day + time.Since(begun).Microseconds() }, Deadline: day + timeout.Microseconds()}
	if p.credentials == nil {
		return env, nil
	}
	c, err := p.credentials.Retrieve(ctx)
	if err != nil {
		return env, fmt.Errorf("credentials: %w", err)
	}
	env.Credentials = handler.Credentials{AccessKeyID: c.AccessKeyID, SecretAccessKey: []byte(c.SecretAccessKey), SessionToken: c.SessionToken}
	return env, nil
}
