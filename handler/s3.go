package handler

import (
	"strings"

	"tintype/handler/internal/ascii"
)

// bucketAddress is a bucket and where its region's endpoint is.
type bucketAddress struct {
	bucket string
	region string // "" when the domain name does not say it
	// service and suffix stand before and after the region in the endpoint's
	// name: "s3.", "s3.dualstack.", "s3-accesspoint."; ".amazonaws.com"
	service string
	suffix  string
}

// parseS3Domain reads a bucket's REST domain name in any of the forms that S3
// has had: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html
//
//	bucket.s3.region.amazonaws.com            bucket.s3.amazonaws.com
//	bucket.s3.dualstack.region.amazonaws.com  bucket.s3-region.amazonaws.com
//	bucket.s3-fips.region.amazonaws.com       bucket.s3-accelerate.amazonaws.com
//	name-account.s3-accesspoint.region.amazonaws.com
//
// A bucket's name may have dots, and labels of its own that read like these, so
// the name is taken apart from its end. A website endpoint is no REST endpoint.
func parseS3Domain(domain string) (bucketAddress, bool) {
	rest, a := ascii.Lower(domain), bucketAddress{service: "s3."}
	for _, suffix := range [...]string{".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu"} {
		if name, found := strings.CutSuffix(rest, suffix); found {
			rest, a.suffix = name, suffix
		}
	}
	if a.suffix == "" {
		return a, false
	}
	rest, label := cutLabel(rest)
	switch {
	case label == "s3" || label == "s3-accelerate":
	case label == "s3-external-1":
		a.region = "us-east-1"
	case label == "dualstack":
		// Only bucket.s3-accelerate.dualstack ends so; the plain endpoint does as well.
		if rest, label = cutLabel(rest); label != "s3-accelerate" {
			return a, false
		}
	case strings.HasPrefix(label, "s3-website-"):
		return a, false
	case strings.HasPrefix(label, "s3-"):
		a.region = label[len("s3-"):]
	default:
		a.region = label
		if rest, label = cutLabel(rest); label == "dualstack" {
			a.service = "dualstack."
			rest, label = cutLabel(rest)
		} else {
			a.service = ""
		}
		switch label {
		case "s3", "s3-fips", "s3-accesspoint", "s3-accesspoint-fips":
			a.service = label + "." + a.service
		default:
			return a, false
		}
	}
	a.bucket = rest
	return a, a.bucket != "" && validHost(a.bucket)
}

// cutLabel takes the last label off a domain name.
func cutLabel(name string) (rest, label string) {
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return "", name
	}
	return name[:i], name[i+1:]
}

// host returns the authority for the bucket in a region and the path that stands
// before the key. The certificates of S3 cover one label before the endpoint, so
// that a bucket with dots in its name is addressed by path.
func (a *bucketAddress) host(region string) (host, prefix string) {
	endpoint := a.service + region + a.suffix
	if strings.IndexByte(a.bucket, '.') >= 0 {
		return endpoint, "/" + a.bucket
	}
	return a.bucket + "." + endpoint, ""
}

// regionOf learns a bucket's region from an answer of S3 that says that the
// request went to the wrong one: a redirect, or a signature for another region.
// It returns "" where the answer does not say so.
func regionOf(status int, headers Headers, body string) string {
	region := ""
	switch status {
	case 301, 307, 308, 400, 403:
		region = headers.Get("x-amz-bucket-region")
		if region == "" {
			region = xmlElement(body, "Region")
		}
	}
	if region == "" && status/100 == 3 {
		// A new bucket's redirect names the endpoint of its region.
		_, location, _ := cutScheme(headers.Get("location"))
		location, _, _ = strings.Cut(location, "/")
		if location == "" {
			location = xmlElement(body, "Endpoint")
		}
		if a, ok := parseS3Domain(location); ok {
			region = a.region
		} else if a, ok := parseS3Domain("path-style." + location); ok {
			region = a.region
		}
	}
	if len(region) > 32 || !validHost(region) || strings.ContainsAny(region, ".:[]_") {
		return ""
	}
	return region
}

// xmlElement returns the text of the first element of that name in S3's error
// documents, which are flat and hold no attributes there. What comes back may
// hold anything but markup.
func xmlElement(doc, name string) string {
	_, rest, found := strings.Cut(doc, "<"+name+">")
	if !found {
		return ""
	}
	text, _, found := strings.Cut(rest, "</"+name+">")
	if !found || strings.ContainsAny(text, "<>&") {
		return ""
	}
	return text
}
