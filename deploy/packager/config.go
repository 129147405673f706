package main

import (
	"tintype/deploy"
	"tintype/deploy/viewer"
)

// checkConfig refuses a configuration that cannot work, and one that the
// viewer-request function cannot hold, and returns how much memory it allows a
// guest, in bytes.
func checkConfig(text []byte) (memory int64, err error) {
	config, err := deploy.CheckConfig(text)
	if err != nil {
		return 0, err
	}
	// The function that is deployed with the package has the same configuration.
	if _, err := viewer.Compile(config); err != nil {
		return 0, err
	}
	return config.Limits.Memory &^ 0xffff, nil
}
