//go:build wasip1

// Command guest is what runs in WebAssembly: the handler and the pixel engine
// behind the exports of package boundary.
//
//	GOOS=wasip1 GOARCH=wasm GOEXPERIMENT=simd go build -buildmode=c-shared ./shim/guest
package main

import "tintype/shim/guest/boundary"

func init() {
	boundary.Begin = beginRequest
	boundary.Open = openTransformation
}

func main() {}
