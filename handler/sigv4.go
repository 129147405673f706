package handler

import (
	"crypto/sha256"
	"slices"
	"strings"

	"tintype/handler/internal/ascii"
)

// Signature version 4 of AWS for one GET of S3, as headers:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// The SDK's signer would bring net/http into the guest, 3.5 MB of it; the tests
// hold this one against it.

// Credentials sign requests to S3. Without an access key the requests are not signed,
// which is right for a public bucket.
type Credentials struct {
	AccessKeyID     string
	SecretAccessKey []byte // the caller's memory, which it may wipe after the answer
	SessionToken    string // empty for a user's long-lived key; may stand in that memory, too
}

const (
	sigAlgorithm    = "AWS4-HMAC-SHA256"
	unsignedPayload = "UNSIGNED-PAYLOAD" // a GET has no body worth hashing
)

// s3Get is the request that is signed.
type s3Get struct {
	host    string  // with the port where it is not the scheme's own
	path    string  // canonical: every byte but unreserved ones and "/" escaped
	query   string  // canonical: sorted, names and values escaped; "" for none
	headers Headers // further headers, all of them signed
	region  string
}

// sign returns the request's headers with the signature of c at the time, in
// seconds of Unix time. The header host is signed and left to the client to send.
func (c *Credentials) sign(r s3Get, unix int64) Headers {
	headers := slices.Clone(r.headers)
	if c.AccessKeyID == "" {
		return headers
	}
	stamp := amzDate(unix)
	headers = append(headers,
		Header{"x-amz-content-sha256", unsignedPayload},
		Header{"x-amz-date", stamp})
	if c.SessionToken != "" {
		headers = append(headers, Header{"x-amz-security-token", c.SessionToken})
	}

	request, signedHeaders := canonical(r, append(slices.Clone(headers), Header{"host", r.host}))
	scope := stamp[:8] + "/" + r.region + "/s3/aws4_request"
	hash := sha256.Sum256(request)
	clear(request) // the session token stands in it
	toSign := sigAlgorithm + "\n" + stamp + "\n" + scope + "\n" + hexText(hash[:])

	key := append([]byte("AWS4"), c.SecretAccessKey...)
	for _, part := range [...]string{stamp[:8], r.region, "s3", "aws4_request", toSign} {
		next := hmacSHA256(key, part)
		clear(key) // nothing that signs stays behind
		key = next
	}
	return append(headers, Header{"authorization", sigAlgorithm +
		" Credential=" + c.AccessKeyID + "/" + scope +
		", SignedHeaders=" + signedHeaders +
		", Signature=" + hexText(key)})
}

// hmacSHA256 is RFC 2104's. Package crypto/hmac would keep the key padded in
// memory that nobody can wipe.
func hmacSHA256(key []byte, text string) []byte {
	if len(key) > sha256.BlockSize {
		short := sha256.Sum256(key)
		key = short[:]
	}
	padded := func(pad byte, more int) []byte {
		b := make([]byte, sha256.BlockSize, sha256.BlockSize+more)
		copy(b, key)
		for i := range b {
			b[i] ^= pad
		}
		return b
	}
	inner, outer := padded(0x36, len(text)), padded(0x5c, sha256.Size)
	sum := sha256.Sum256(append(inner, text...))
	sum = sha256.Sum256(append(outer, sum[:]...))
	clear(inner)
	clear(outer)
	return sum[:]
}

// canonical returns the canonical request, with its headers as "name:value\n" each,
// sorted by name, and their names joined by semicolons. Runs of spaces inside a value
// count as one. It is written in one piece of memory, which the caller can wipe.
func canonical(r s3Get, headers Headers) (request []byte, names string) {
	size := len("GET\n\n\n\n\n") + len(r.path) + len(r.query) + len(unsignedPayload)
	// Package slices sorts with 14 KB of code; here are five headers.
	for i := range headers {
		headers[i].Name = ascii.Lower(headers[i].Name)
		size += 2*len(headers[i].Name) + len(headers[i].Value) + 3
		for j := i; j > 0 && headers[j].Name < headers[j-1].Name; j-- {
			headers[j], headers[j-1] = headers[j-1], headers[j]
		}
	}
	request = append(make([]byte, 0, size), "GET\n"...)
	request = append(append(request, r.path...), '\n')
	request = append(append(request, r.query...), '\n')
	for i, h := range headers {
		if i > 0 {
			names += ";"
		}
		names += h.Name
		request = append(append(request, h.Name...), ':')
		request = append(appendSqueezed(request, h.Value), '\n')
	}
	request = append(append(append(request, '\n'), names...), '\n')
	return append(request, unsignedPayload...), names
}

// appendSqueezed trims spaces and makes one of each run of them.
func appendSqueezed(dst []byte, s string) []byte {
	s = strings.Trim(s, " ")
	for i := range len(s) {
		if s[i] != ' ' || s[i-1] != ' ' {
			dst = append(dst, s[i])
		}
	}
	return dst
}

// amzDate writes seconds of Unix time as 20060102T150405Z. Package time would do
// it for 0.1 MB of guest.
func amzDate(unix int64) string {
	year, month, day := civil(floorDiv(unix, 86400))
	second := int(unix - floorDiv(unix, 86400)*86400)
	b := make([]byte, 0, 16)
	b = appendPadded(b, year, 4)
	b = appendPadded(b, month, 2)
	b = appendPadded(b, day, 2)
	b = append(b, 'T')
	b = appendPadded(b, second/3600, 2)
	b = appendPadded(b, second/60%60, 2)
	b = appendPadded(b, second%60, 2)
	return string(append(b, 'Z'))
}

// civil returns the Gregorian date of a day counted from 1970-01-01. Years are
// taken to begin in March, so that the leap day is a year's last and 153 days
// repeat every five months; days are counted from 0000-03-01, which is 719468
// days before the epoch, in eras of 400 years or 146097 days.
func civil(days int64) (year, month, day int) {
	z := days + 719468
	era := floorDiv(z, 146097)
	dayOfEra := z - era*146097                                                       // [0, 146096]
	yearOfEra := (dayOfEra - dayOfEra/1460 + dayOfEra/36524 - dayOfEra/146096) / 365 // [0, 399]
	dayOfYear := dayOfEra - (365*yearOfEra + yearOfEra/4 - yearOfEra/100)            // [0, 365], 0 is the first of March
	shifted := (5*dayOfYear + 2) / 153                                               // [0, 11], 0 is March
	day = int(dayOfYear - (153*shifted+2)/5 + 1)
	month = int((shifted+2)%12 + 1)
	year = int(yearOfEra + era*400)
	if month <= 2 {
		year++
	}
	return year, month, day
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// appendPadded appends n ≥ 0 in exactly width digits.
func appendPadded(dst []byte, n, width int) []byte {
	for range width {
		dst = append(dst, '0')
	}
	for i := len(dst) - 1; width > 0; i, width, n = i-1, width-1, n/10 {
		dst[i] = byte('0' + n%10)
	}
	return dst
}
