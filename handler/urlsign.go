package handler

import (
	"crypto/md5"
	"crypto/subtle"
	"strings"
)

// SignURL returns the signature of a path and a query with a token, as imgix defines it:
// the MD5 of token + path + "?" + query in lower-case hexadecimal digits, over the
// percent-encoded bytes as they are sent. Without a query the "?" is left out, too. It is
// sent as the parameter s at the end of the query.
func SignURL(token, path, query string) string {
	text := token + path
	if query != "" {
		text += "?" + query
	}
	sum := md5.Sum([]byte(text))
	return hexText(sum[:])
}

// splitSignature takes the parameter s off a raw query's end. found is false
// where the last parameter is another one.
func splitSignature(query string) (rest, signature string, found bool) {
	last := query
	if i := strings.LastIndexByte(query, '&'); i >= 0 {
		rest, last = query[:i], query[i+1:]
	}
	signature, found = strings.CutPrefix(last, "s=")
	if !found {
		return query, "", false
	}
	return rest, signature, true
}

// signatureState is what a request's signature is worth.
type signatureState uint8

const (
	unsigned     signatureState = iota // no signature, or no tokens to verify one with
	badSignature                       // a signature that no token makes
	goodSignature
)

// verify checks the parameter s of a raw query against every token: two stand
// side by side while one is rotated out.
func (s *Signing) verify(path, query string) signatureState {
	rest, signature, found := splitSignature(query)
	if !found || len(s.Tokens) == 0 {
		return unsigned
	}
	for _, token := range s.Tokens {
		want := SignURL(token, path, rest)
		if subtle.ConstantTimeCompare([]byte(want), []byte(signature)) == 1 {
			return goodSignature
		}
	}
	return badSignature
}
