package main

import (
	"errors"
	"fmt"
	"strings"

	"tintype/handler"
)

var errUnknownKeys = errors.New("unknown keys")

// checkConfig refuses a configuration with a mistake, keys that do not exist
// included, and returns how much memory it allows a guest, in bytes.
func checkConfig(text []byte) (memory int64, err error) {
	config, unknown, err := handler.ParseConfig(text)
	if err != nil {
		return 0, err
	}
	if len(unknown) > 0 {
		return 0, fmt.Errorf("%w: %s", errUnknownKeys, strings.Join(unknown, ", "))
	}
	return config.Limits.Memory &^ 0xffff, nil
}
