package tintype

import "tintype/transform"

// ParamsOf returns what options come to.
func ParamsOf(o *Options) (transform.Params, error) { return o.params() }
