//go:build tintype_package

package embedded

import _ "embed"

// make cli puts it here.
//
//go:embed tintype.zip
var archive []byte
