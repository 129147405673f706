//go:build !tintype_package

package embedded

var archive []byte
