package main

import (
	"errors"
	"fmt"
	"strings"

	"tintype/deploy"
	"tintype/handler"
)

var errUnknownKeys = errors.New("unknown keys")

// checkConfig refuses a configuration with a mistake, keys that do not exist
// included and one that the viewer-request function cannot hold, and returns how much memory it allows a guest, in bytes.
func checkConfig(text []byte) (memory int64, err error) {
	config, unknown, err := handler.ParseConfig(text)
	if err != nil {
		return 0, err
	}
	if len(unknown) > 0 {
		return 0, fmt.Errorf("%w: %s", errUnknownKeys, strings.Join(unknown, ", "))
	}
	// The function that is deployed with the package has the same configuration.
	if _, err := deploy.ViewerRequest(config); err != nil {
		return 0, err
	}
	return config.Limits.Memory &^ 0xffff, nil
}
