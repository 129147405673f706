// Package viewer has the viewer-request function, the first code that every request runs:
// a CloudFront Function that verifies the signature, chooses a format for auto=format and
// makes the canonical query, which is the cache key.
//
//	viewer-request.js  the function; names in capitals are filled in
//	compile.go         fills in a configuration and makes the source small
//	engine.go          runs the function in Go, for the local edge and for tests
package viewer
