// Package engine transforms images as the package does, for the programs that judge what
// comes out.
package engine

import (
	"bytes"

	"tintype/transform"
)

// Do returns what the query makes of a file, without a limit of its bytes.
func Do(file []byte, query string) ([]byte, error) {
	p, err := transform.Parse(query)
	if err != nil {
		return nil, err
	}
	lim := transform.DefaultLimits()
	lim.ResponseBytes = 0
	body, _, err := transform.Bytes(bytes.NewReader(file), p, lim, nil)
	return body, err
}
