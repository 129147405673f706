package main

import (
	"encoding/json"

	"tintype/shim/build"
)

// checkConfig refuses a configuration with a mistake, and returns how much
// memory it allows a guest, in bytes.
func checkConfig(text []byte) (memory int64, err error) {
	var c struct{ Limits struct{ Memory int64 } }
	if err := json.Unmarshal(text, &c); err != nil {
		return 0, err
	}
	if c.Limits.Memory == 0 {
		return build.DefaultMaxMemory, nil
	}
	return c.Limits.Memory &^ 0xffff, nil
}
