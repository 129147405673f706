package handler

import (
	"errors"
	"strconv"
	"strings"

	"tintype/handler/internal/ascii"
)

// Reasons why no object is asked for; each leaves the original to be served.
var (
	errOutside  = errors.New("path: dot segments")
	errNoKey    = errors.New("path: no key")
	errNoBucket = errors.New("origin: no bucket in its domain name; set s3.bucket")
	errNoOrigin = errors.New("origin: none in the event")
)

// object names something at the origin, before it becomes a URL.
type object struct {
	path    string // percent-encoded, with the origin's prefix before it
	query   string // the viewer's raw query, for a custom origin
	version string // S3's versionId, "" for the newest
}

// original is the object that the request is about.
func (x *Exchange) original() object {
	o := object{path: x.request.Origin.Path + x.request.key(), query: x.request.Origin.Query}
	if version, found := parameter(x.request.Query, "versionId"); found {
		o.version = version
	}
	return o
}

// key is the object's path below the origin's prefix.
func (r *Request) key() string { return firstOf(r.Origin.Object, r.Path) }

// object is another object of the same origin, by its key below the prefix.
func (x *Exchange) object(key string) object {
	return object{path: x.request.Origin.Path + "/" + escape(strings.TrimPrefix(key, "/"), "/")}
}

// checkPath refuses what could be read as another path than it is: an HTTP client
// resolves "..", escaped or not, and would leave the origin's prefix. S3 would
// list the bucket for an empty key.
func checkPath(path string) error {
	decoded := unescapePercent(path, '+')
	if len(decoded) < 2 || decoded[0] != '/' || decoded[len(decoded)-1] == '/' {
		return errNoKey
	}
	for segment := range strings.SplitSeq(decoded, "/") {
		if segment == "." || segment == ".." {
			return errOutside
		}
	}
	return nil
}

// attempt is how an object is asked for this time.
type attempt struct {
	region      string  // learned, "" to take what configuration and event say
	ifMatch     string  // ETag that the object must have, "" for any
	otherPlus   bool    // read "+" in the path the other way
	pass        Headers // conditions and ranges of a viewer who wants the original
	unixSeconds int64
}

// locate returns the URL and the headers that fetch o. Nothing outside the
// configured origin can come of it: scheme, host and prefix are the origin's.
func (x *Exchange) locate(o object, a attempt) (url string, headers Headers, err error) {
	if err := checkPath(o.path); err != nil {
		return "", nil, err
	}
	switch x.request.Origin.Kind {
	case S3:
		return x.locateS3(o, a)
	case Web:
		return x.locateWeb(o, a)
	case Own:
		return escapeRaw(o.path, "/!$&'()*+,;=:@"), a.pass, nil
	}
	return "", nil, errNoOrigin
}

// locateS3 addresses an object of a bucket and signs the request.
func (x *Exchange) locateS3(o object, a attempt) (string, Headers, error) {
	origin, config := &x.request.Origin, x.config
	address, known := parseS3Domain(origin.Domain)
	if config.S3.Bucket != "" {
		if !known || address.service == "s3-accesspoint." {
			address.service, address.suffix = "s3.", ".amazonaws.com"
		}
		address.bucket, known = config.S3.Bucket, true
	}
	if !known && config.S3.Endpoint != "" && validHost(origin.Domain) {
		// Another store's domain name: its first label is the bucket.
		address.bucket, _, _ = strings.Cut(origin.Domain, ".")
		known = true
	}
	if !known {
		return "", nil, errNoBucket
	}
	x.bucket = address.bucket
	region := firstOf(a.region, x.regions.of(address.bucket), config.S3.Region, address.region, origin.Region, "us-east-1")
	if !validHost(region) {
		return "", nil, errNoBucket
	}

	scheme, host, prefix := "https://", "", ""
	plus := byte(' ') // S3 reads "+" in a path as a space
	if config.S3.Endpoint != "" {
		scheme, host, _ = cutScheme(config.S3.Endpoint)
		prefix, plus = "/"+address.bucket, '+'
	} else {
		host, prefix = address.host(region)
	}
	if a.otherPlus {
		plus ^= ' ' ^ '+'
	}
	get := s3Get{host: host, path: prefix + escape(unescapePercent(o.path, plus), "/"), region: region}
	if o.version != "" {
		get.query = "versionId=" + escape(o.version, "")
	}
	if a.ifMatch != "" {
		get.headers = append(get.headers, Header{"if-match", a.ifMatch})
	}
	get.headers = append(get.headers, a.pass...)
	url := scheme + host + get.path
	if get.query != "" {
		url += "?" + get.query
	}
	// The signature leaves accept-encoding out: a client may send its own.
	return url, append(x.env.Credentials.sign(get, a.unixSeconds), Header{"accept-encoding", "identity"}), nil
}

// locateWeb asks a web server: the owner's headers and what the host forwards of the
// viewer's go along. What CloudFront has asked already is asked in the same way, so
// that the server has what it needs to give the same answer.
func (x *Exchange) locateWeb(o object, a attempt) (string, Headers, error) {
	origin := &x.request.Origin
	if !validHost(origin.Domain) {
		return "", nil, errNoOrigin
	}
	scheme, ownPort := "https://", 443
	if origin.Scheme == "http" {
		scheme, ownPort = "http://", 80
	}
	url := scheme + origin.Domain
	if origin.Port != 0 && origin.Port != ownPort {
		url += ":" + strconv.Itoa(origin.Port)
	}
	url += escapeRaw(o.path, "/!$&'()*+,;=:@")
	if o.query != "" {
		url += "?" + escapeRaw(o.query, "/!$&'()*+,;=:@?[]|")
	}
	headers := origin.Forward.WellFormed().Without(notForwarded)
	if host := origin.Forward.Get("host"); host != "" && !ascii.EqualFold(host, origin.Domain) && validHost(host) {
		headers = append(headers, Header{"host", host})
	}
	for _, h := range origin.Headers.WellFormed() {
		if !notForwarded(ascii.Lower(h.Name)) {
			headers = headers.set(h.Name, h.Value)
		}
	}
	if a.ifMatch != "" {
		headers = append(headers, Header{"if-match", a.ifMatch})
	}
	headers = append(headers, a.pass...)
	return url, append(headers, Header{"accept-encoding", "identity"}), nil
}

// notForwarded reports the headers that are not repeated to a custom origin: what
// belongs to one connection, asks for less than the whole object, or is ours.
func notForwarded(name string) bool {
	switch name {
	case "host", "range", "accept-encoding", "connection", "content-length", "transfer-encoding",
		"te", "trailer", "upgrade", "expect", "keep-alive", "proxy-authorization", "proxy-connection",
		"x-amz-cf-id", ConfigHeader:
		return true
	}
	return strings.HasPrefix(name, "if-")
}

// ConfigHeader is the custom header of an origin that overrides the configuration. Only
// the owner can set it; a viewer's header of the same name is never read.
const ConfigHeader = "x-tintype-config"

func firstPositive(a, b int64) int64 {
	if a > 0 {
		return a
	}
	return b
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

// regionMemory remembers the regions that redirects have told, by bucket. It
// holds no more than a few buckets: a distribution has few origins.
type regionMemory struct {
	buckets, regions []string
}

const maxRegions = 16

func (m *regionMemory) of(bucket string) string {
	for i, b := range m.buckets {
		if b == bucket {
			return m.regions[i]
		}
	}
	return ""
}

func (m *regionMemory) learn(bucket, region string) {
	for i, b := range m.buckets {
		if b == bucket {
			m.regions[i] = region
			return
		}
	}
	if len(m.buckets) == maxRegions {
		m.buckets, m.regions = m.buckets[:0], m.regions[:0]
	}
	m.buckets, m.regions = append(m.buckets, bucket), append(m.regions, region)
}
